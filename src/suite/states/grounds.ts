import type { MessageType } from "../../protocol";
import type { LinkView, Role } from "../../trace";
import type { Ground } from "../expect/control";

/**
 * What later parts of a conversation stand on. Whoever does not get there breaks the requirements beside it, and is judged by no other that
 * stands on it: those could not run. How each is reached: controls.ts.
 */
export const GROUNDS = {
  acknowledges: { state: "a server that answers Hello with Acknowledge", requirements: ["RC-021"] },
  opensChannel: { state: "a server that opens a secure channel over the connection that it made", requirements: ["RC-020"] },
  givesSession: { state: "a server that gives a session over the connection that it made", requirements: ["RC-048"] },
  givesAnother: { state: "a server that gives a session on the connection after a closed one", requirements: ["NS-01", "RC-048"] },
  dialsAgain: {
    state: "a server that dials again after its client has closed",
    requirements: ["NS-01", "NS-04", "NS-11", "RC-030"],
  },
  dialsSometime: {
    state: "a server that dials again, however late, after its client has closed",
    requirements: ["NS-01"],
  },
  comesBack: { state: "a server that dials again after its client has closed behind Acknowledge", requirements: ["NS-01"] },
  suspends: { state: "a server that BadTcpMessageTypeInvalid suspends", requirements: ["NS-02"] },
  keepsOneWaiting: {
    state: "a server that makes another connection beside a session",
    requirements: ["RC-031", "RC-032", "NS-08"],
  },
  serverClosesOnError: { state: "a server that closes when it is sent an Error", requirements: ["RC-030"] },
  serverRefuses: { state: "a server that closes on Acknowledge or on an HTTP request instead of Hello", requirements: ["RC-036"] },
  saysHello: { state: "a client that answers its server's ReverseHello with Hello", requirements: ["RC-020"] },
  takesAny: { state: "a client for any server that answers a ReverseHello with Hello", requirements: ["NS-18"] },
  asksForChannel: { state: "a client that answers Acknowledge with OpenSecureChannel", requirements: ["RC-025"] },
  opensSession: { state: "a client that opens a session over the server's connection", requirements: ["RC-050"] },
  opensSecured: { state: "a client that opens a secured session with a server that it trusts", requirements: ["NS-25"] },
  opensAnother: { state: "a client that opens a session after a connection that its server closed", requirements: ["NS-27"] },
  opensAfterItsClose: { state: "a client that opens a session after a connection that it closed itself", requirements: ["RC-050"] },
  clientClosesOnError: { state: "a client that closes when it is sent an Error", requirements: ["RC-037"] },
  clientRefuses: { state: "a client that closes on Hello or on an HTTP request instead of ReverseHello", requirements: ["RC-019"] },
} as const satisfies Record<string, Ground>;

export type GroundName = keyof typeof GROUNDS;

/** What even these stand on: a SUT that does not begin is judged by nothing else. No control tries it, since each begins with it. */
export const BEGINNINGS = {
  dials: { state: "a server that dials our client", requirements: ["RC-018", "NS-28"] },
  greets: { state: "a server whose first message is a ReverseHello", requirements: ["RC-003", "RC-019"] },
  listens: { state: "a client that listens", requirements: ["RC-053"] },
} as const satisfies Record<string, Ground>;

export function judgesBeginning(name: keyof typeof BEGINNINGS, judged: readonly string[]): boolean {
  const { requirements }: Ground = BEGINNINGS[name];
  return requirements.some((id) => judged.includes(id));
}

/** A client may listen only while nothing is connected: that it takes no connection is judged by what is about several, and by nothing else. */
export const TAKEN = {
  state: "a client that takes a connection beside those that it has",
  requirements: ["RC-044", "RC-052", "NS-15", "NS-32"],
} as const satisfies Ground;

/** Each stands on the one before. */
const BEFORE: Partial<Record<GroundName, GroundName>> = {
  // Whom a close suspends (NS-04) dials again too, only later.
  dialsAgain: "dialsSometime",
  opensChannel: "acknowledges",
  givesSession: "opensChannel",
  givesAnother: "givesSession",
  comesBack: "acknowledges",
  keepsOneWaiting: "dialsSometime",
  takesAny: "saysHello",
  asksForChannel: "saysHello",
  opensSession: "asksForChannel",
  opensSecured: "opensSession",
  opensAnother: "opensSession",
  opensAfterItsClose: "opensAnother",
};

/**
 * The conformance units ask for the whole way to a session. Whoever does not get there breaks them, unless a MUST on the way is broken: that
 * OpenSecureChannel is answered, and by whom first, is only described (RC-020, RC-025), so that it would otherwise break nothing.
 */
const WHOLE_WAY: Partial<Record<GroundName, GroundName | "nothing">> = { givesSession: "acknowledges", opensSession: "nothing" };

/** The ground that a scenario stands on which judges these requirements: not the one that it judges itself, but the one before. */
export function groundBelow(name: GroundName, judges: readonly string[]): GroundName | undefined {
  const { requirements }: Ground = GROUNDS[name];
  if (!requirements.some((id) => judges.includes(id))) return name;
  const before = WHOLE_WAY[name] ?? BEFORE[name];
  return before === undefined || before === "nothing" ? undefined : groundBelow(before, judges);
}

/** The ground of what a SUT says next in a handshake; a server's ReverseHello has none. */
export function groundOfSaying(role: Role, type: MessageType): GroundName | undefined {
  const grounds: Partial<Record<string, GroundName>> = {
    "server ACK": "acknowledges",
    "server OPN": "opensChannel",
    "client HEL": "saysHello",
    "client OPN": "asksForChannel",
  };
  return grounds[`${role} ${type}`];
}

/** The ground of going on from what the SUT said last, when it hears what is right. */
export function groundOfGoingOn(role: Role, said: MessageType | undefined): GroundName | undefined {
  const grounds: Partial<Record<string, GroundName>> = {
    "server RHE": "acknowledges",
    "server ACK": "opensChannel",
    "client nothing": "saysHello",
    "client HEL": "asksForChannel",
    "client OPN": "opensSession",
  };
  return grounds[`${role} ${said ?? "nothing"}`];
}

/** The ground of closing after what we sent last. */
export function groundOfClosing(role: Role, sent: string | undefined): GroundName {
  if (sent === "ERR") return role === "server" ? "serverClosesOnError" : "clientClosesOnError";
  return role === "server" ? "serverRefuses" : "clientRefuses";
}

/** The ground of a session with a well-behaved peer, and of another one after whatever happened. */
export const SESSION = { server: "givesSession", client: "opensSession" } as const satisfies Record<Role, GroundName>;
export const ANOTHER_SESSION = { server: "givesAnother", client: "opensAfterItsClose" } as const satisfies Record<Role, GroundName>;

/**
 * What a next connection stands on where our side closed the one before, on which the SUT had found nothing wrong: whoever does not come back
 * then has suffered from the close, and from nothing that was said.
 */
export function groundOfComingBack(view: LinkView, connection: number): GroundName | undefined {
  const closing = view.closing(connection);
  const wasWrong = view.errors(connection).length > 0 || view.told(connection).some(({ message }) => message.type === "ERR");
  if (closing?.by !== "peer" || wasWrong) return undefined;
  const grounds: Partial<Record<string, GroundName>> = {
    "server RHE": "dialsAgain",
    "server ACK": "comesBack",
    "client HEL": "opensAnother",
  };
  return grounds[`${view.sut} ${view.said(connection).at(-1)?.message.type ?? "nothing"}`];
}
