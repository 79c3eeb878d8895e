import type { Side } from "./addresses";
import { LabError } from "./errors";
import { REFUSALS, type Answer, type Fault, type FaultKind, type Refusal } from "./faults";

/** Attributes of a fault as files, the command line and the HTTP API write them: flat, and all optional until read. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

interface Row {
  readonly summary: string;
  /** Attributes, with an example of each. */
  readonly attributes: Attributes;
  read(values: Reader): Fault;
}

const FROM = { from: "sut" } as const;

/** Every fault of the lab by its word: what it does, what it takes, how that is read. */
export const FAULT_WORDS: Readonly<Record<FaultKind, Row>> = {
  "drop-syn": { summary: "silently drops every dial (SYN)", attributes: FROM, read: (v) => ({ kind: "drop-syn", ...v.from() }) },
  "drop-syn-ack": {
    summary: "silently drops the answer to every dial",
    attributes: FROM,
    read: (v) => ({ kind: "drop-syn-ack", ...v.from() }),
  },
  silence: { summary: "silently drops everything", attributes: FROM, read: (v) => ({ kind: "silence", ...v.from() }) },
  "lose-packets": {
    summary: "loses a share of the TCP packets",
    attributes: { percent: 20, ...FROM },
    read: (v) => ({ kind: "lose-packets", percent: v.number("percent"), ...v.from() }),
  },
  reject: {
    summary: `rejects dials, or everything, by ${REFUSALS.join(", ")}`,
    attributes: { how: "rst", what: "dials", ...FROM },
    read: (v) => ({
      kind: "reject",
      how: v.choice("how", REFUSALS, "rst") as Refusal,
      what: v.choice("what", ["dials", "everything"], "dials") as "dials" | "everything",
      ...v.from(),
    }),
  },
  "forget-flow": {
    summary: "the NAT forgets every connection",
    attributes: { inside: "silence", outside: "rst" },
    read: (v) => ({ kind: "forget-flow", ...v.answers() }),
  },
  "forget-idle": {
    summary: "the NAT or firewall forgets connections that are idle for this many seconds",
    attributes: { after: 30, inside: "silence", outside: "silence" },
    read: (v) => ({ kind: "forget-idle", after: v.number("after"), ...v.answers() }),
  },
  mtu: {
    summary: "passes packets up to this many bytes, and reports it by ICMP or not (a black hole)",
    attributes: { bytes: 1280, icmp: false },
    read: (v) => ({ kind: "mtu", bytes: v.number("bytes"), icmp: v.flag("icmp") }),
  },
  rate: {
    summary: "limits the throughput to this many kbit/s",
    attributes: { kbit: 64, ...FROM },
    read: (v) => ({ kind: "rate", kbit: v.number("kbit"), ...v.from() }),
  },
  delay: {
    summary: "delays packets (netem)",
    attributes: { ms: 100, ...FROM },
    read: (v) => ({ kind: "delay", ms: v.number("ms"), ...v.from() }),
  },
  reorder: {
    summary: "lets half of the packets overtake the others (netem)",
    attributes: { ms: 20, ...FROM },
    read: (v) => ({ kind: "reorder", ms: v.number("ms"), ...v.from() }),
  },
  duplicate: {
    summary: "sends a share of the packets twice (netem)",
    attributes: { percent: 20, ...FROM },
    read: (v) => ({ kind: "duplicate", percent: v.number("percent"), ...v.from() }),
  },
  "link-down": {
    summary: "pulls the cable between the router and a side",
    attributes: { side: "us" },
    read: (v) => ({ kind: "link-down", side: v.choice("side", ["sut", "us"], "us") as Side }),
  },
  "exhaust-ports": {
    summary: "the NAT has only this many ports for new connections",
    attributes: { ports: 1 },
    read: (v) => ({ kind: "exhaust-ports", ports: v.number("ports") }),
  },
};

/** Throws LabError, in one sentence, for a word or an attribute that there is not, or a value that it cannot have. */
export function readFault(word: string, attributes: Attributes): Fault {
  const row = FAULT_WORDS[word as FaultKind] as Row | undefined;
  if (!row) throw new LabError(`there is no fault "${word}"; there are ${Object.keys(FAULT_WORDS).join(", ")}`);
  const unknown = Object.keys(attributes).find((name) => !(name in row.attributes));
  const allowed = Object.keys(row.attributes).join(", ");
  if (unknown !== undefined) throw new LabError(`${word} takes no "${unknown}"; it takes ${allowed}`);
  return row.read(new Reader(word, attributes));
}

class Reader {
  constructor(
    private readonly word: string,
    private readonly values: Attributes,
  ) {}

  number(name: string): number {
    const value = Number(this.values[name]);
    if (!(value > 0 && Number.isFinite(value)))
      throw new LabError(`${this.word} needs ${name}, a number over 0; it has ${this.shown(name)}`);
    return value;
  }

  flag(name: string): boolean {
    const value = String(this.values[name] ?? false);
    if (value !== "true" && value !== "false")
      throw new LabError(`${this.word}: ${name} is true or false, not ${this.shown(name)}`);
    return value === "true";
  }

  choice(name: string, allowed: readonly string[], otherwise: string): string {
    const value = String(this.values[name] ?? otherwise);
    if (!allowed.includes(value))
      throw new LabError(`${this.word}: ${name} is one of ${allowed.join(", ")}, not ${this.shown(name)}`);
    return value;
  }

  from(): { from?: Side } {
    return this.values["from"] === undefined ? {} : { from: this.choice("from", ["sut", "us"], "sut") as Side };
  }

  answers(): { inside: Answer; outside: Answer } {
    const answer = (name: string, otherwise: Answer) => this.choice(name, ["silence", "rst"], otherwise) as Answer;
    return { inside: answer("inside", "silence"), outside: answer("outside", "rst") };
  }

  private shown(name: string): string {
    return JSON.stringify(this.values[name]) ?? "none";
  }
}

/** `reject:how=icmp-host,from=sut`, as the proxy's command line writes toxics. */
export function parseFault(text: string): Fault {
  const [word = "", rest = ""] = text.split(/:(.*)/s);
  const pairs = rest === "" ? [] : rest.split(",").map((pair) => pair.split(/=(.*)/s));
  const bad = pairs.find(([name, value]) => !name || value === undefined);
  if (bad) throw new LabError(`"${text}": expected WORD:name=value,… and got "${bad.join("=")}"`);
  return readFault(word, Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, value])));
}
