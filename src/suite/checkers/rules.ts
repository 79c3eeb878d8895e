import { isUtf8 } from "node:buffer";
import { isBad, MAX_STRING_BYTES, statusName, type ReverseHelloMessage } from "../../protocol";
import type { SutMessage } from "../../trace";
import type { MessageType, Role } from "../../vocabulary";
import { isRefusedChannel } from "../expect/last-words";
import { allOf, first, timeOf, type Seen } from "./seen";
import { wrongSequence } from "./sequence";
import { MIN_BUFFER, MIN_ECC_BUFFER, tooLargeChunk, wrongAcknowledge } from "./sizes";

/** What each connection must keep to, whatever the scenario is about. */
export interface Rule {
  /** One that the sides have under two names is written once too. */
  readonly requirement: string | Readonly<Record<Role, string>>;
  /** Whom the clause speaks of; both, unless said. */
  readonly role?: Role;
  readonly expected: string;
  /** The suite's reading of the requirement, of which its clause has no sentence. */
  readonly reading?: true;
  /** Without these messages there is nothing to judge: a record without them says nothing about the rule. */
  readonly when?: { readonly said?: MessageType; readonly told?: MessageType };
  /** Speaks of a connection that the server opens. */
  readonly reverse?: true;
  /** Settled by what comes first: whatever comes later on the connection does not change it. */
  readonly early?: true;
  /** Reads what security hides: under a policy other than None it says nothing. */
  readonly plain?: true;
  /** What is wrong; `undefined` is fine. */
  judge(seen: Seen, role: Role): string | undefined;
}

const CONNECTION_MESSAGES: readonly MessageType[] = ["RHE", "HEL", "ACK", "ERR"];
/** What a server says each message in answer to. */
const QUESTION: Partial<Record<MessageType, MessageType>> = { ACK: "HEL", OPN: "OPN", MSG: "MSG" };

export const RULES: readonly Rule[] = [
  // Part 6, 7.1.3: if the Server creates the connection, the first message is a ReverseHello.
  {
    requirement: "RC-019",
    role: "server",
    expected: "a ReverseHello as the first message",
    reverse: true,
    early: true,
    judge: ({ said: [opening] }) => (!opening || opening.message.type === "RHE" ? undefined : `${opening.message.type} first`),
  },
  once("RC-019", "ReverseHello", "RHE"),
  // Part 6, 7.1.3: "The Hello and Acknowledge Messages may only be sent once."
  once("RC-022", "Hello", "HEL"),
  once("RC-022", "Acknowledge", "ACK"),
  // Part 6, 7.1.2.2: Reserved is "F" for Connection-Protocol messages.
  {
    requirement: "RC-002",
    expected: "F as the fourth byte",
    judge({ said }) {
      const wrong = said.find(({ message }) => CONNECTION_MESSAGES.includes(message.type) && message.chunk !== "F");
      return wrong && `${wrong.message.type} with ${JSON.stringify(wrong.message.chunk)}`;
    },
  },
  {
    requirement: { server: "RC-001", client: "RC-003" },
    expected: "message types that Part 6 knows",
    judge: ({ garbage }) => noMessage(garbage.find(isUnknownType)),
  },
  {
    requirement: "RC-003",
    expected: "frames whose MessageSize is their size",
    judge: ({ garbage }) => noMessage(garbage.find((event) => event.reason === "malformed" && !isUnknownType(event))),
  },
  ofReverseHello("RC-003", "no bytes after the last field of the ReverseHello", ({ trailing }) =>
    trailing.length > 0 ? `${trailing.length} bytes after EndpointUrl` : undefined,
  ),
  ofReverseHello("RC-006", `a ServerUri under ${MAX_STRING_BYTES} bytes`, ({ serverUri: { byteLength } }) =>
    byteLength >= MAX_STRING_BYTES ? `${byteLength} bytes` : undefined,
  ),
  ofReverseHello("RC-010", `an EndpointUrl under ${MAX_STRING_BYTES} bytes`, ({ endpointUrl: { byteLength } }) =>
    byteLength >= MAX_STRING_BYTES ? `${byteLength} bytes` : undefined,
  ),
  ofReverseHello("RC-009", "an EndpointUrl that parses and has a host", ({ endpointUrl }) => badUrl(endpointUrl.value)),
  // Part 6, 7.1.2.6: EndpointUrl "is passed back to the Server in the Hello message", so byte for byte, where it is a string at all.
  {
    requirement: "RC-011",
    role: "client",
    expected: "the ReverseHello's EndpointUrl in Hello, byte for byte",
    when: { said: "HEL", told: "RHE" },
    early: true,
    judge({ said, told }) {
      const [hello, reverse] = [first(said, "HEL"), first(told, "RHE")];
      if (!hello || !reverse || !isUtf8(reverse.endpointUrl.bytes)) return undefined;
      return hello.endpointUrl.bytes.equals(reverse.endpointUrl.bytes) ? undefined : "another EndpointUrl in Hello";
    },
  },
  // Part 6, 7.1.3: the server that dialed speaks first; the client answers Hello (or Error).
  {
    requirement: "RC-020",
    role: "client",
    expected: "nothing before the ReverseHello, then Hello or ERR first",
    reverse: true,
    early: true,
    judge({ said: [opening], firstHeard }) {
      if (!opening) return undefined;
      const { type } = opening.message;
      // A ReverseHello that we cannot read ourselves is one all the same, for a client that reads it.
      if (type !== "ERR" && firstHeard > opening.t) return `${type} before the ReverseHello`;
      return ["HEL", "ERR"].includes(type) ? undefined : `${type} first`;
    },
  },
  {
    requirement: "RC-025",
    role: "client",
    expected: "OpenSecureChannel only after Acknowledge",
    when: { said: "OPN" },
    early: true,
    judge({ said, told }) {
      const open = timeOf(said, "OPN");
      return open !== undefined && (timeOf(told, "ACK") ?? Infinity) > open ? "OpenSecureChannel before Acknowledge" : undefined;
    },
  },
  // Part 6, 7.1.3: Acknowledge is the answer to Hello.
  {
    requirement: "RC-021",
    role: "server",
    expected: "Acknowledge only after Hello",
    when: { said: "ACK", told: "HEL" },
    early: true,
    judge({ said, told }) {
      const [acknowledged, hello] = [timeOf(said, "ACK") ?? Infinity, timeOf(told, "HEL") ?? -Infinity];
      return acknowledged < hello ? "Acknowledge before Hello" : undefined;
    },
  },
  {
    requirement: "RC-021",
    role: "server",
    expected: `an Acknowledge with sizes of ${MIN_BUFFER} bytes at least (${MIN_ECC_BUFFER} where Hello has less) that fit those of Hello`,
    when: { said: "ACK", told: "HEL" },
    early: true,
    judge: wrongAcknowledge,
  },
  { requirement: "RC-021", expected: "chunks within the negotiated sizes", when: { said: "OPN" }, judge: tooLargeChunk },
  {
    requirement: "RC-061",
    expected: "each chunk's SequenceNumber one above the last on its channel",
    when: { said: "OPN" },
    plain: true,
    judge: wrongSequence,
  },
  // Part 6, 7.1.2.3 (1.05).
  {
    requirement: "RC-041",
    role: "client",
    expected: `buffers of ${MIN_BUFFER} bytes at least in Hello`,
    when: { said: "HEL" },
    early: true,
    judge({ said }) {
      const hello = first(said, "HEL");
      const least = hello && Math.min(hello.receiveBufferSize, hello.sendBufferSize);
      return least !== undefined && least < MIN_BUFFER ? `a buffer of ${least} bytes` : undefined;
    },
  },
  {
    requirement: "RC-039",
    expected: `a Reason of ${MAX_STRING_BYTES} bytes at most`,
    when: { said: "ERR" },
    judge({ said }) {
      const long = allOf(said, "ERR").find(({ reason }) => reason.byteLength > MAX_STRING_BYTES);
      return long && `${long.reason.byteLength} bytes`;
    },
  },
  // Part 6, 7.1.5: every code of the table is a Bad status.
  {
    requirement: "RC-043",
    expected: "a status code that is Bad in Error",
    when: { said: "ERR" },
    judge({ said }) {
      const wrong = allOf(said, "ERR").find(({ code }) => !isBad(code));
      return wrong && statusName(wrong.code);
    },
  },
  // Part 6, 7.1.2.5: after an Error message there is nothing to say but the close. An Error where the ReverseHello is due is refused as
  // any other first message (RC-019), and that may be by an Error.
  {
    requirement: "RC-037",
    role: "client",
    expected: "a close after the server's ERR, and no ERR in return",
    when: { told: "ERR" },
    judge({ said, told }) {
      const error = timeOf(told.slice(1), "ERR") ?? Infinity;
      return said.some(({ message, t }) => message.type === "ERR" && t > error) ? "ERR in answer to ERR" : undefined;
    },
  },
  // Part 6, 7.1.3: the server that receives an Error closes the socket. That it says nothing more on a connection that is over is how
  // the suite reads it. The table is about the handshake: of an Error on an open channel it does not speak.
  {
    requirement: "RC-030",
    role: "server",
    expected: "a close after the client's ERR, and no message",
    when: { told: "ERR" },
    reading: true,
    judge({ said, told }) {
      const error = timeOf(told, "ERR") ?? Infinity;
      if ((timeOf(said, "OPN") ?? Infinity) < error) return undefined;
      const answer = said.find((each, index) => each.t > error && index > 0 && !wasAskedFor(each, told, error));
      return answer && `${answer.message.type} in answer to ERR`;
    },
  },
  // Part 6, 7.1.5: the server "sends an Error message and closes gracefully". With bytes of ours unread the system resets by itself.
  {
    requirement: "RC-036",
    role: "server",
    expected: "a close by FIN after the server's Error",
    when: { said: "ERR" },
    judge: ({ said, hasReset }) => (hasReset && first(said, "ERR") ? "a reset" : undefined),
  },
  // Part 6, 7.1.5: once a channel is open a client says CloseSecureChannel, not Error. One that refuses the answer has none open: of an
  // answer that is secured only the client's use shows that it took it, and before that it has no keys for a CloseSecureChannel.
  {
    requirement: "RC-038",
    role: "client",
    expected: "no Error on an open secure channel",
    when: { said: "OPN", told: "OPN" },
    judge({ said, told }) {
      const opened = channelOpened(said, told);
      return said.some(({ message, t }) => message.type === "ERR" && t > opened) ? "ERR on an open secure channel" : undefined;
    },
  },
];

/** When the client had its channel, as far as the record shows it. */
function channelOpened(said: readonly SutMessage[], told: readonly SutMessage[]): number {
  const asked = timeOf(said, "OPN") ?? Infinity;
  const answer = told.find(({ message, t }) => message.type === "OPN" && t > asked && !isRefusedChannel(message));
  if (answer?.message.type !== "OPN") return Infinity;
  if (answer.message.securityPolicyUri.value?.endsWith("#None")) return answer.t;
  return said.find(({ message, t }) => message.type === "MSG" && t > answer.t)?.t ?? Infinity;
}

/** What may come once on a connection comes once. */
/** Such a message may have set out before the Error came: the server owed it. Its first, the ReverseHello, answers nothing at all. */
function wasAskedFor({ message }: SutMessage, told: readonly SutMessage[], before: number): boolean {
  const question = QUESTION[message.type];
  return told.some(({ message: { type }, t }) => type === question && t < before);
}

function once(requirement: string, name: string, type: MessageType): Rule {
  return {
    requirement,
    role: type === "HEL" ? "client" : "server",
    expected: `one ${name}`,
    when: { said: type },
    judge({ said }) {
      const { length } = allOf(said, type);
      return length > 1 ? `${length} ${name}s on one connection` : undefined;
    },
  };
}

function ofReverseHello(requirement: string, expected: string, judge: (message: ReverseHelloMessage) => string | undefined): Rule {
  return {
    requirement,
    role: "server",
    expected,
    when: { said: "RHE" },
    early: true,
    judge: ({ said }) =>
      allOf(said, "RHE")
        .map(judge)
        .find((wrong) => wrong !== undefined),
  };
}

function noMessage(event: { readonly reason: string; readonly error?: string } | undefined): string | undefined {
  return event && `bytes that are not a message (${event.error ?? event.reason})`;
}

function badUrl(text: string | null): string | undefined {
  if (text === null || text === "") return text === null ? "null" : "an empty string";
  const url = URL.parse(text.replace(/^opc\.tcp:/, "http:"));
  return url && url.hostname !== "" ? undefined : "text that is not a URL";
}

/** What follows such bytes is not looked at any more, so it is nobody's fault. */
function isUnknownType(event: { readonly offset: number; readonly error?: string }): boolean {
  return event.offset === 0 && event.error?.startsWith("MessageType") === true;
}
