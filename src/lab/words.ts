import { SIDES, type Side } from "./addresses";
import { LabError } from "./errors";
import { ANSWERS, REFUSALS, type Fault, type FaultKind } from "./faults";

type Value = string | number | boolean;

/** Attributes of a fault as files, the command line and the HTTP API write them: flat, and all optional until read. */
export type Attributes = Readonly<Record<string, Value>>;

/** One attribute: a number over 0, one of a few words, or, where the example is a boolean, true or false. */
export interface AttributeRow {
  readonly example: Value;
  readonly choices?: readonly string[];
  /** What it is when nobody says; a number has none and must be given. */
  readonly default?: Value;
  readonly whole?: true;
  readonly most?: number;
  /** Of a time: its unit, in ms. */
  readonly unit?: number;
}

export interface FaultRow {
  readonly summary: string;
  /** In a feature, behind "the router": {attribute} stands for the words of sentences.ts. */
  readonly sentence: string;
  /** The first is the one that a file gives by a single value. */
  readonly attributes: Readonly<Record<string, AttributeRow>>;
}

const FROM = { from: { example: "sut", choices: SIDES } } as const;
const PERCENT = { percent: { example: 20, most: 100 } } as const;

function delayed(ms: number) {
  return { ms: { example: ms, whole: true, unit: 1 }, ...FROM } as const;
}

function answers(outside: string) {
  return {
    inside: { example: "silence", choices: ANSWERS, default: "silence" },
    outside: { example: outside, choices: ANSWERS, default: "rst" },
  } as const;
}

/** Every fault of the lab by its word: what it does, what it takes, how a sentence says it. */
export const FAULT_WORDS: Readonly<Record<FaultKind, FaultRow>> = {
  "drop-syn": { summary: "silently drops every dial (SYN)", sentence: "drops every SYN{from}", attributes: FROM },
  "drop-syn-ack": {
    summary: "silently drops the answer to every dial",
    sentence: "drops every SYN-ACK{from}",
    attributes: FROM,
  },
  silence: { summary: "silently drops everything", sentence: "drops everything{from}", attributes: FROM },
  "lose-packets": {
    summary: "loses a share of the TCP packets",
    sentence: "loses {percent} % of the packets{from}",
    attributes: { ...PERCENT, ...FROM },
  },
  reject: {
    summary: `rejects dials, or everything, by ${REFUSALS.join(", ")}`,
    sentence: "rejects {what} by {how}{from}",
    attributes: {
      how: { example: "rst", choices: REFUSALS, default: "rst" },
      what: { example: "dials", choices: ["dials", "everything"], default: "dials" },
      ...FROM,
    },
  },
  "forget-flow": {
    summary: "the NAT forgets every connection",
    sentence: "forgets every flow{answers}",
    attributes: answers("rst"),
  },
  "forget-idle": {
    summary: "the NAT or firewall forgets connections that are idle for this many seconds",
    sentence: "forgets flows that are idle for {after} s{answers}",
    attributes: { after: { example: 30, whole: true, unit: 1000 }, ...answers("silence") },
  },
  mtu: {
    summary: "passes packets up to this many bytes, and reports it by ICMP or not (a black hole)",
    sentence: "passes at most {bytes} bytes at once and {icmp}",
    attributes: { bytes: { example: 1280, whole: true }, icmp: { example: false, default: false } },
  },
  rate: {
    summary: "limits the throughput to this many kbit/s",
    sentence: "passes {kbit} kbit per second{from}",
    attributes: { kbit: { example: 64, whole: true }, ...FROM },
  },
  "delay-packets": {
    summary: "delays packets (netem)",
    sentence: "delays packets by {ms} ms{from}",
    attributes: delayed(100),
  },
  reorder: {
    summary: "lets half of the packets overtake the others (netem)",
    sentence: "reorders packets over {ms} ms{from}",
    attributes: delayed(20),
  },
  "duplicate-packets": {
    summary: "sends a share of the packets twice (netem)",
    sentence: "duplicates {percent} % of the packets{from}",
    attributes: { ...PERCENT, ...FROM },
  },
  "link-down": {
    summary: "pulls the cable between the router and a side",
    sentence: "loses its link to the {side}",
    attributes: { side: { example: "us", choices: SIDES, default: "us" } },
  },
  "exhaust-ports": {
    summary: "the NAT has only this many ports for new connections",
    sentence: "has {ports} for flows of its NAT",
    attributes: { ports: { example: 1, whole: true } },
  },
};

/** Attributes that name a side of the router. */
const OF_A_SIDE = ["from", "side"];

/** A fault that is spoken of by roles, with the sides on which these are. */
export function placed<Role extends string>(attributes: Attributes, sideOf: (role: Role) => Side): Attributes {
  const place = ([name, value]: [string, Value]) => [name, OF_A_SIDE.includes(name) ? sideOf(value as Role) : value];
  return Object.fromEntries(Object.entries(attributes).map(place)) as Attributes;
}

/** Whether a word is one of the lab's. */
export function isFaultWord(word: string): word is FaultKind {
  return word in FAULT_WORDS;
}

/** Throws LabError, in one sentence, for a word or an attribute that there is not, or a value that it cannot have. */
export function readFault(word: string, attributes: Attributes): Fault {
  if (!isFaultWord(word)) throw new LabError(`there is no fault "${word}"; there are ${Object.keys(FAULT_WORDS).join(", ")}`);
  const rows = FAULT_WORDS[word].attributes;
  const unknown = Object.keys(attributes).find((name) => !(name in rows));
  if (unknown !== undefined) throw new LabError(`${word} takes no "${unknown}"; it takes ${Object.keys(rows).join(", ")}`);
  const values = Object.entries(rows).map(([name, row]) => [name, readValue(word, name, row, attributes[name])] as const);
  // The rows above are the shapes of the faults: the tests read each of them.
  return { kind: word, ...Object.fromEntries(values.filter(([, value]) => value !== undefined)) } as Fault;
}

function readValue(word: string, name: string, row: AttributeRow, given: Value | undefined): Value | undefined {
  const shown = JSON.stringify(given) ?? "none";
  const value = given ?? row.default;
  if (row.choices) {
    if (value === undefined || row.choices.includes(String(value))) return value;
    throw new LabError(`${word}: ${name} is one of ${row.choices.join(", ")}, not ${shown}`);
  }
  if (typeof row.example === "boolean") {
    if (["true", "false"].includes(String(value))) return String(value) === "true";
    throw new LabError(`${word}: ${name} is true or false, not ${shown}`);
  }
  const number = Number(value);
  if (!(number > 0 && Number.isFinite(number))) throw new LabError(`${word} needs ${name}, a number over 0; it has ${shown}`);
  if (row.whole && !Number.isInteger(number)) throw new LabError(`${word}: ${name} is a whole number over 0, not ${shown}`);
  if (number > (row.most ?? number)) throw new LabError(`${word}: ${name} is at most ${row.most}, not ${shown}`);
  return number;
}

/** `reject:how=icmp-host,from=sut`, as the proxy's command line writes toxics. */
export function parseFault(text: string): Fault {
  const [word = "", rest = ""] = text.split(/:(.*)/s);
  const pairs = rest === "" ? [] : rest.split(",").map((pair) => pair.split(/=(.*)/s));
  const bad = pairs.find(([name, value]) => !name || value === undefined);
  if (bad) throw new LabError(`"${text}": expected WORD:name=value,… and got "${bad.join("=")}"`);
  return readFault(word, Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, value])));
}
