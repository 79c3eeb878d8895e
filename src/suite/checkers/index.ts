import type { LinkView } from "../../trace";
import type { Finding, Role } from "../../vocabulary";
import { sentOn } from "../expect/account";
import { RULES, type Rule } from "./rules";
import { seenOn } from "./seen";
import { wrongSequence } from "./sequence";

const OWN_DEFECT = "the suite's own side";

export interface RecordOptions {
  /** It claims never to have two connections at a client that nobody uses. */
  readonly claimsOneWaiting?: boolean;
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
  ]);
}

function checkConnection(view: LinkView, connection: number, ours: boolean): Finding[] {
  const role = view.sut;
  const seen = seenOn(view, connection, ours);
  return RULES.flatMap((rule): Finding[] => {
    const actual = rule.role === undefined || rule.role === role ? rule.judge(seen, role) : undefined;
    if (actual === undefined) return [];
    const { expected } = rule;
    const sent = sentOn(view.trace, view.link, connection, role);
    return [{ requirement: nameFor(rule, role), expected, actual, sent, ...(rule.reading ? { reading: true } : {}) }];
  });
}

/** The first chunk of the judged side on a connection that does not follow the one before it (RC-061). */
export function wrongNumberOn(view: LinkView, connection: number): string | undefined {
  return wrongSequence(seenOn(view, connection, false), view.sut);
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
