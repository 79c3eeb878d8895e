import { MAX_STRING_BYTES, statusName, type Message } from "../../protocol";
import type { LinkView } from "../../trace";
import type { Checker, Finding } from "./types";

const role = "server";
/** Severity in the top two bits of a status code (Part 4, 7.39). */
const BAD = 2;

/** Of a finding that is the suite's reading of its requirement. */
const READING = { reading: true } as const;

/** Calls `judge` for each connection and collects what it finds wrong; `undefined` is fine. */
function perConnection(
  requirement: string,
  expected: string,
  judge: (view: LinkView, connection: number) => string | undefined,
  weight: Pick<Finding, "reading"> = {},
): Checker {
  const check = (view: LinkView): Finding[] =>
    view.connections().flatMap((connection) => {
      const actual = judge(view, connection);
      return actual === undefined ? [] : [{ requirement, expected, actual, ...weight }];
    });
  return { requirement, role, check };
}

function perReverseHello(
  requirement: string,
  expected: string,
  judge: (message: Extract<Message, { type: "RHE" }>) => string | undefined,
): Checker {
  return perConnection(requirement, expected, (view, connection) =>
    view
      .said(connection)
      .map(({ message }) => (message.type === "RHE" ? judge(message) : undefined))
      .find((actual) => actual !== undefined),
  );
}

export const serverCheckers: readonly Checker[] = [
  // Part 6, 7.1.3: if the Server creates the connection, the first message is a ReverseHello.
  perConnection("RC-019", "a ReverseHello as the first message", (view, connection) => {
    const first = view.said(connection)[0]?.message;
    return first === undefined || first.type === "RHE" ? undefined : `${first.type} first`;
  }),
  perConnection("RC-019", "one ReverseHello", (view, connection) => {
    const count = view.said(connection).filter(({ message }) => message.type === "RHE").length;
    return count > 1 ? `${count} ReverseHellos on one connection` : undefined;
  }),
  // Part 6, 7.1.2.2: Reserved is "F" for Connection-Protocol messages.
  perConnection("RC-002", "F as the fourth byte", (view, connection) => {
    const wrong = view
      .said(connection)
      .find(({ message }) => ["RHE", "ACK", "ERR"].includes(message.type) && message.chunk !== "F");
    return wrong ? `${wrong.message.type} with ${JSON.stringify(wrong.message.chunk)}` : undefined;
  }),
  perConnection("RC-001", "message types that Part 6 knows", (view, connection) => {
    const bad = view.garbage(connection).find((event) => isUnknownType(event));
    return bad ? `bytes that are no message (${bad.error})` : undefined;
  }),
  perConnection("RC-003", "frames whose MessageSize is their size", (view, connection) => {
    const bad = view.garbage(connection).find((event) => event.reason === "malformed" && !isUnknownType(event));
    return bad ? `bytes that are no message (${bad.error ?? bad.reason})` : undefined;
  }),
  perReverseHello("RC-003", "no bytes after the last field of the ReverseHello", (message) =>
    message.trailing.length > 0 ? `${message.trailing.length} bytes after EndpointUrl` : undefined,
  ),
  perReverseHello("RC-006", `a ServerUri under ${MAX_STRING_BYTES} bytes`, (message) =>
    message.serverUri.byteLength >= MAX_STRING_BYTES ? `${message.serverUri.byteLength} bytes` : undefined,
  ),
  perReverseHello("RC-010", `an EndpointUrl under ${MAX_STRING_BYTES} bytes`, (message) =>
    message.endpointUrl.byteLength >= MAX_STRING_BYTES ? `${message.endpointUrl.byteLength} bytes` : undefined,
  ),
  perReverseHello("RC-009", "an EndpointUrl that parses and has a host", (message) => badUrl(message.endpointUrl.value)),
  // Part 6, 7.1.3: the server that receives an Error closes the socket. That it says nothing more on a connection that is over is how
  // the suite reads it.
  perConnection(
    "RC-030",
    "a close after the client's ERR, and no message",
    (view, connection) => {
      const error = view.told(connection).find(({ message }) => message.type === "ERR");
      const answer = error && view.said(connection).find((event) => event.t > error.t);
      return answer ? `${answer.message.type} in answer to ERR` : undefined;
    },
    READING,
  ),
  // Part 6, 7.1.5: the server "sends an Error message and closes gracefully". With bytes of ours unread the system resets by itself.
  perConnection("RC-036", "a close by FIN after the server's Error", (view, connection) => {
    const error = view.said(connection).some(({ message }) => message.type === "ERR");
    const closing = view.closing(connection);
    const reset = closing?.by === "sut" && closing.how === "rst" && !view.mayHaveUnread(connection);
    return error && reset ? "a reset" : undefined;
  }),
  perConnection("RC-043", "a status code that is Bad in Error", (view, connection) => {
    const wrong = view.said(connection).find(({ message }) => message.type === "ERR" && message.code >>> 30 !== BAD)?.message;
    return wrong?.type === "ERR" ? statusName(wrong.code) : undefined;
  }),
  perConnection("RC-039", `a Reason of ${MAX_STRING_BYTES} bytes at most`, (view, connection) => {
    const long = view
      .said(connection)
      .find(({ message }) => message.type === "ERR" && message.reason.byteLength > MAX_STRING_BYTES);
    return long?.message.type === "ERR" ? `${long.message.reason.byteLength} bytes` : undefined;
  }),
  {
    // Part 6, 7.1.3: at least one open socket without an active session. That one is enough, so that a client is not crowded, is how
    // the suite reads it; UA-.NETStandard has about two with its default timing.
    requirement: "RC-031",
    role,
    check(view) {
      const { mostWaiting: most } = view;
      const expected = "one waiting connection to a client";
      return most > 1 ? [{ requirement: "RC-031", expected, actual: `${most} at once`, ...READING }] : [];
    },
  },
];

function badUrl(text: string | null): string | undefined {
  if (text === null || text === "") return text === null ? "null" : "an empty string";
  const url = URL.parse(text.replace(/^opc\.tcp:/, "http:"));
  return url && url.hostname !== "" ? undefined : "text that is no URL";
}

/** What follows such bytes is not looked at any more, so it is nobody's fault. */
function isUnknownType(event: { readonly offset: number; readonly error?: string }): boolean {
  return event.offset === 0 && event.error?.startsWith("MessageType") === true;
}
