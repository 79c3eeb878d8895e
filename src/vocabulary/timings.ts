import type { SutRole } from "./roles";

interface TimingRow {
  readonly name: string;
  /** Where the description states nothing, in ms: UA-.NETStandard's own default, or the limit of Part 6. */
  readonly default: number;
  /** How sentences of the features name it: "the redial delay". */
  readonly words?: string;
  readonly role: SutRole;
  /** What docs, schema and editors say of it. */
  readonly doc: string;
  /** Nothing is judged by the default: what is not stated is not claimed. */
  readonly claimed?: true;
  /** What UA-.NETStandard calls it in its configuration. */
  readonly netstandard?: string;
}

/** Every timing that a SUT has: each fact about one of them is here and nowhere else. */
const ROWS = [
  {
    name: "redial",
    default: 15_000,
    words: "redial delay",
    role: "server",
    doc: "from the end of a connection to the next dial",
    netstandard: "ConnectInterval",
  },
  {
    name: "suspension",
    default: 60_000,
    words: "suspension",
    role: "server",
    doc: "pause after ERR BadTcpMessageTypeInvalid; not stated: it has none, and nothing is judged",
    claimed: true,
    netstandard: "RejectTimeout",
  },
  {
    name: "connectTimeout",
    default: 30_000,
    words: "connect timeout",
    role: "server",
    doc: "limit of a dial, and from Hello to OpenSecureChannel",
    netstandard: "ConnectTimeout",
  },
  {
    name: "holdTime",
    default: 15_000,
    words: "hold time",
    role: "client",
    doc: "how long it holds a ReverseHello that it does not wait for",
    netstandard: "HoldTime",
  },
  {
    name: "waitTimeout",
    default: 20_000,
    words: "wait timeout",
    role: "client",
    doc: "how long it waits for a server",
    netstandard: "WaitTimeout",
  },
  {
    name: "firstMessageTimeout",
    default: 120_000,
    words: "first-message timeout",
    role: "client",
    doc: "how long it waits for the ReverseHello (Part 6: two minutes at most)",
  },
  {
    name: "reconnect",
    // At once.
    default: 0,
    role: "client",
    doc: "how long it pauses after a connection that ended before it answers another ReverseHello",
  },
  {
    name: "openTimeout",
    default: 60_000,
    words: "open timeout",
    role: "both",
    doc: "how long a SecureChannel may take to open",
  },
  {
    name: "keepAlive",
    // Two hours and nine probes: Linux's own keep-alive, where a program switches it on and says no more.
    default: 7_875_000,
    words: "keep-alive time",
    role: "both",
    doc: "until it gives up an idle connection when the network fails silently; not stated: nothing is judged",
    claimed: true,
  },
  {
    name: "tick",
    // No tick.
    default: 0,
    role: "server",
    doc: "period of a server that dials on a fixed tick, whatever was sent to it: a dial on a tick is never too early, and the next one may be a tick late",
    claimed: true,
  },
  {
    name: "interval",
    // It counts from the end of a connection.
    default: 0,
    role: "server",
    doc: "from the start of a dial to the next at the earliest, of a server that counts its redial delay from there: a connection that lasted longer is followed at once",
    claimed: true,
  },
  {
    name: "quiet",
    default: 100,
    role: "client",
    doc: "how long its session must be quiet before the suite cuts the connection: a client that sends nothing for that long has finished its first requests",
  },
  {
    name: "tolerance",
    default: 500,
    role: "both",
    doc: "how late any of these may be",
  },
  {
    // A SUT counts from when it closed, we from when we saw it: some 10 ms apart on a busy machine.
    name: "early",
    default: 50,
    role: "both",
    doc: "how early any of these may be; as long as a delay, that delay is not judged",
  },
] as const satisfies readonly TimingRow[];

export type TimingName = (typeof ROWS)[number]["name"];
/** In ms. */
export type Timings = Readonly<Record<TimingName, number>>;

export const TIMINGS: readonly (TimingRow & { readonly name: TimingName })[] = ROWS;
export const DEFAULT_TIMING = Object.fromEntries(ROWS.map((row) => [row.name, row.default])) as Timings;

/** The timing that a sentence names: "redial delay" is `redial`. */
export const TIMING_BY_WORDS: ReadonlyMap<string, TimingName> = new Map(
  TIMINGS.flatMap(({ words, name }) => (words === undefined ? [] : [[words, name] as const])),
);
