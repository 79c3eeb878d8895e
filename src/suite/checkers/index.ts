import { LinkView } from "../../trace";
import { otherRole, type Finding, type MessageType, type Role } from "../../vocabulary";
import { sentOn } from "../expect/account";
import { RULES, type Rule } from "./rules";
import { seenOn, type Seen } from "./seen";
import { wrongSequence } from "./sequence";
import { MIN_BUFFER, tooLargeChunk } from "./sizes";
import { checkSockets, type SocketLimits } from "./sockets";

export { checkSockets, openConnections, piled, type SocketLimits } from "./sockets";

export { MIN_BUFFER, seenOn };

const OWN_DEFECT = "the suite's own side";

export interface RecordOptions {
  /** It claims never to have two connections at a client that nobody uses. */
  readonly claimsOneWaiting?: boolean;
  /** Whether connections pile up is looked at too. */
  readonly sockets?: SocketLimits;
  /** The views are those of our own side: what it does wrong on purpose is left out. */
  readonly ours?: boolean;
}

/**
 * Closed world: what every connection must keep to, whatever is tried on it. The side that the views look from is judged, be it the SUT's,
 * our own, or one of a capture.
 */
export function checkRecord(views: Iterable<LinkView>, options: RecordOptions = {}): Finding[] {
  return [...views].flatMap((view) => [
    ...view.connections().flatMap((connection) => checkConnection(view, connection, options.ours === true)),
    ...(options.claimsOneWaiting === true && view.sut === "server" ? checkWaiting(view) : []),
    ...(options.sockets ? checkSockets(view, options.sockets) : []),
  ]);
}

function checkConnection(view: LinkView, connection: number, ours: boolean): Finding[] {
  const until = ours ? view.deliberateFrom(connection) : Infinity;
  const findings = findingsOn(view, connection, until);
  if (ours && findings.length > 0 && isProvoked(view, connection)) return [];
  return findings.map((finding) => ({ ...finding, sent: sentOn(view.trace, view.link, connection, view.sut) }));
}

function findingsOn(view: LinkView, connection: number, until?: number): Finding[] {
  return judgeSeen(seenOn(view, connection, until), view.sut).flatMap(({ finding }) => finding ?? []);
}

/** Our first wrong word on a connection came after the SUT had broken a rule there: it answers that, and the SUT is judged by it. */
function isProvoked(view: LinkView, connection: number): boolean {
  const first = view.said(connection).find(({ seq }) => findingsOn(view, connection, seq + 1).length > 0);
  const sut = new LinkView(view.trace, view.link, otherRole(view.sut));
  return first !== undefined && findingsOn(sut, connection, first.seq).length > 0;
}

/** What one rule says of one side of a connection. */
export interface RuleJudgement {
  readonly requirement: string;
  readonly finding?: Finding;
  /** What the rule speaks of has come: without it no finding is no pass. */
  readonly hasOccasion: boolean;
  /** Whatever comes later does not change it. */
  readonly isEarly: boolean;
  /** Reads what security hides. */
  readonly isPlain: boolean;
}

/** All that the rules say of one side of a connection; of one that the client opened, without what only holds for the others. */
export function judgeSeen(seen: Seen, role: Role, dialer: Role = "server"): RuleJudgement[] {
  const rules = RULES.filter((rule) => (rule.role ?? role) === role && (dialer === "server" || rule.reverse !== true));
  return rules.map((rule) => {
    const { expected, reading, early, plain } = rule;
    const requirement = nameFor(rule, role);
    const actual = rule.judge(seen, role);
    const finding = actual === undefined ? {} : { finding: { requirement, expected, actual, ...(reading ? { reading } : {}) } };
    return { requirement, hasOccasion: hasOccasion(rule, seen), isEarly: early === true, isPlain: plain === true, ...finding };
  });
}

function hasOccasion({ when }: Rule, { said, told, garbage }: Seen): boolean {
  if (!when) return said.length + garbage.length > 0;
  const has = (messages: Seen["said"], type: MessageType | undefined) =>
    type === undefined || messages.some(({ message }) => message.type === type);
  return has(said, when.said) && has(told, when.told);
}

/** The first chunk of the judged side on a connection that does not follow the one before it (RC-061). */
export function wrongNumberOn(view: LinkView, connection: number): string | undefined {
  return wrongSequence(seenOn(view, connection), view.sut);
}

/** The first chunk of the judged side on a connection that is larger than what Hello and Acknowledge agreed on (RC-021). */
export function tooLargeOn(view: LinkView, connection: number): string | undefined {
  return tooLargeChunk(seenOn(view, connection), view.sut);
}

/** What one requirement's rules find on a connection of the judged side. */
export function wrongOn(view: LinkView, connection: number, requirement: string): string | undefined {
  return findingsOn(view, connection).find((finding) => finding.requirement === requirement)?.actual;
}

function nameFor({ requirement }: Rule, role: Role): string {
  return typeof requirement === "string" ? requirement : requirement[role];
}

/** Part 6, 7.1.3 has no upper limit (UA-.NETStandard has about two with its default timing): only who claims it is held to it. */
function checkWaiting({ mostWaiting: most }: LinkView): Finding[] {
  const expected = "one waiting connection to a client";
  return most > 1 ? [{ requirement: "RC-031", expected, actual: `${most} at once`, reading: true }] : [];
}

/** How a scenario could not run in which our own side broke a rule without the scenario's saying so. */
export function ownDefect({ requirement, expected, actual }: Finding): string {
  return `${OWN_DEFECT} broke ${requirement}: expected ${expected}; got ${actual}. That is a defect of reverse-hello, please report it`;
}

export function isOwnDefect(reason: string | undefined): boolean {
  return reason?.startsWith(OWN_DEFECT) === true;
}
