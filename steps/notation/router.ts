import { defineParameterType } from "@cucumber/cucumber";
import type { Answer, Fault, Refusal } from "../../src/lab";
import type { Role } from "../../src/vocabulary";

/** What the router does, with whose packets; a role becomes a side of the lab when it is laid. */
export interface RouterFault {
  readonly words: string;
  readonly fault: Fault;
  /** Whose packets meet it; both sides' without. */
  readonly sender?: Role;
}

const SENDER = "(?: from the (?:server|client))?";

const REJECTIONS: Readonly<Record<string, Refusal>> = {
  RST: "rst",
  "ICMP host unreachable": "icmp-host",
  "ICMP net unreachable": "icmp-net",
  "ICMP port unreachable": "icmp-port",
  "ICMP administratively prohibited": "icmp-prohibited",
};

const ANSWERS = "(?: and (?:answers nobody|resets who uses it))?";

/** Each sentence, what it makes of its numbers, and of the text where there are words to choose from. */
const FAULTS: readonly (readonly [pattern: string, read: (number: number, text: string) => Fault])[] = [
  [`drops every SYN${SENDER}`, () => ({ kind: "drop-syn" })],
  [`drops every SYN-ACK${SENDER}`, () => ({ kind: "drop-syn-ack" })],
  [`drops everything${SENDER}`, () => ({ kind: "silence" })],
  [`loses \\d+ % of the packets${SENDER}`, (percent) => ({ kind: "lose-packets", percent })],
  [`rejects dials by (?:${Object.keys(REJECTIONS).join("|")})`, (_, text) => ({ kind: "reject", how: rejection(text) })],
  ["resets every connection that is used", () => ({ kind: "reject", how: "rst", what: "everything" })],
  [`forgets every flow${ANSWERS}`, (_, text) => ({ kind: "forget-flow", ...answers(text) })],
  [`forgets flows that are idle for \\d+ s${ANSWERS}`, (after, text) => ({ kind: "forget-idle", after, ...answers(text) })],
  ["passes at most \\d+ bytes at once and says so", (bytes) => ({ kind: "mtu", bytes, icmp: true })],
  ["passes at most \\d+ bytes at once and says nothing", (bytes) => ({ kind: "mtu", bytes, icmp: false })],
  [`passes \\d+ kbit per second${SENDER}`, (kbit) => ({ kind: "rate", kbit })],
  [`delays packets by \\d+ ms${SENDER}`, (ms) => ({ kind: "delay", ms })],
  [`reorders packets over \\d+ ms${SENDER}`, (ms) => ({ kind: "reorder", ms })],
  [`duplicates \\d+ % of the packets${SENDER}`, (percent) => ({ kind: "duplicate", percent })],
  ["has \\d+ ports? for flows of its NAT", (ports) => ({ kind: "exhaust-ports", ports })],
  ["loses its link to the (?:server|client)", () => ({ kind: "link-down" })],
];

function rejection(text: string): Refusal {
  return REJECTIONS[Object.keys(REJECTIONS).find((words) => text.endsWith(words)) ?? ""] ?? "rst";
}

/** Without more words it is a NAT: the inside meets silence, the outside RST. */
function answers(text: string): { inside?: Answer; outside?: Answer } {
  if (text.endsWith("answers nobody")) return { inside: "silence", outside: "silence" };
  return text.endsWith("resets who uses it") ? { inside: "rst", outside: "rst" } : {};
}

export function readRouterFault(words: string): RouterFault {
  const [, read] = FAULTS.find(([pattern]) => new RegExp(`^${pattern}$`).test(words)) ?? [];
  if (!read) throw new Error(`no fault of a router: "${words}"`);
  const sender = /(?:from|its link to) the (server|client)$/.exec(words)?.[1] as Role | undefined;
  return { words: `the router ${words}`, fault: read(Number(/\d+/.exec(words)?.[0] ?? 0), words), ...(sender ? { sender } : {}) };
}

defineParameterType({
  name: "routerFault",
  regexp: new RegExp(FAULTS.map(([pattern]) => pattern).join("|")),
  transformer: readRouterFault,
  useForSnippets: false,
});

/** How our host name is known: `in IPv6 only`, `in both families, of which IPv6 is dead`. */
export interface NameWords {
  readonly family: "v4" | "v6" | "both";
  readonly dead?: "v4" | "v6";
}

defineParameterType({
  name: "families",
  regexp: /in IPv[46] only|in both families(?:, of which IPv[46] is dead)?/,
  transformer: (text: string): NameWords => {
    const version = /IPv([46])/.exec(text)?.[1] === "6" ? "v6" : "v4";
    if (text.endsWith("only")) return { family: version };
    return text.endsWith("dead") ? { family: "both", dead: version } : { family: "both" };
  },
  useForSnippets: false,
});

/** What a product states that it may take: for its next dial, and before that, where it cannot have noticed, for its keep-alive. */
export interface RecoveryTime {
  readonly keepAlive: boolean;
}

defineParameterType({
  name: "recovery",
  regexp: /its dial time|its keep-alive and dial time/,
  transformer: (text: string): RecoveryTime => ({ keepAlive: text.includes("keep-alive") }),
  useForSnippets: false,
});
