import { MAX_STRING_BYTES } from "../../protocol";
import type { LinkView, SutMessage } from "../../trace";
import type { Checker, Finding } from "./types";

const role = "client";
/** Part 6, 7.1.2.3 (1.05): smallest buffers without an ECC policy, in bytes. */
const MIN_BUFFER = 8192;

function perConnection(
  requirement: string,
  expected: string,
  judge: (said: readonly SutMessage[], view: LinkView, connection: number) => string | undefined,
): Checker {
  const check = (view: LinkView): Finding[] =>
    view.connections().flatMap((connection) => {
      const actual = judge(view.said(connection), view, connection);
      return actual === undefined ? [] : [{ requirement, expected, actual }];
    });
  return { requirement, role, check };
}

export const clientCheckers: readonly Checker[] = [
  // Part 6, 7.1.2.6: EndpointUrl "is passed back to the Server in the Hello message", so byte for byte.
  perConnection("RC-011", "the ReverseHello's EndpointUrl in Hello, byte for byte", (said, view, connection) => {
    const hello = said.find(({ message }) => message.type === "HEL")?.message;
    const told = view.told(connection).find(({ message }) => message.type === "RHE")?.message;
    if (hello?.type !== "HEL" || told?.type !== "RHE") return undefined;
    return hello.endpointUrl.bytes.equals(told.endpointUrl.bytes) ? undefined : "another EndpointUrl in Hello";
  }),
  // Part 6, 7.1.3: the server that dialed speaks first; the client answers Hello (or Error).
  perConnection("RC-020", "nothing before the ReverseHello, then Hello or ERR first", (said, view, connection) => {
    const first = said[0];
    if (!first) return undefined;
    // A ReverseHello that we cannot read ourselves is one all the same, for a client that reads it.
    const heard = view.firstHeard(connection) ?? Infinity;
    if (first.message.type !== "ERR" && heard > first.t) return `${first.message.type} before the ReverseHello`;
    return ["HEL", "ERR"].includes(first.message.type) ? undefined : `${first.message.type} first`;
  }),
  perConnection("RC-025", "OpenSecureChannel only after Acknowledge", (said, view, connection) => {
    const open = said.find(({ message }) => message.type === "OPN");
    const ack = view.told(connection).find(({ message }) => message.type === "ACK");
    return open && (!ack || ack.t > open.t) ? "OpenSecureChannel before Acknowledge" : undefined;
  }),
  perConnection("RC-022", "one Hello", (said) => {
    const count = said.filter(({ message }) => message.type === "HEL").length;
    return count > 1 ? `${count} Hellos on one connection` : undefined;
  }),
  perConnection("RC-039", `a Reason of ${MAX_STRING_BYTES} bytes at most`, (said) => {
    const long = said.find(({ message }) => message.type === "ERR" && message.reason.byteLength > MAX_STRING_BYTES)?.message;
    return long?.type === "ERR" ? `${long.reason.byteLength} bytes` : undefined;
  }),
  perConnection("RC-041", `buffers of ${MIN_BUFFER} bytes at least in Hello`, (said) => {
    const hello = said.find(({ message }) => message.type === "HEL")?.message;
    if (hello?.type !== "HEL") return undefined;
    const least = Math.min(hello.receiveBufferSize, hello.sendBufferSize);
    return least < MIN_BUFFER ? `a buffer of ${least} bytes` : undefined;
  }),
  // Part 6, 7.1.2.2: Reserved is "F" for Connection-Protocol messages.
  perConnection("RC-002", "F as the fourth byte", (said) => {
    const wrong = said.find(({ message }) => ["HEL", "ERR"].includes(message.type) && message.chunk !== "F");
    return wrong ? `${wrong.message.type} with ${JSON.stringify(wrong.message.chunk)}` : undefined;
  }),
  // Part 6, 7.1.5: every code of the table is a Bad status.
  perConnection("RC-043", "a Bad status code in Error", (said) => {
    const wrong = said.find(({ message }) => message.type === "ERR" && message.code < 0x80000000)?.message;
    return wrong?.type === "ERR" ? `code 0x${wrong.code.toString(16)}` : undefined;
  }),
  // Part 6, 7.1.2.5: after an Error message there is nothing to say but the close.
  perConnection("RC-037", "a close after the server's ERR, and no ERR in return", (said, view, connection) => {
    const error = view.told(connection).find(({ message }) => message.type === "ERR");
    const answer = error && said.find(({ message, t }) => message.type === "ERR" && t > error.t);
    return answer ? "ERR in answer to ERR" : undefined;
  }),
  // Part 6, 7.1.5: once a channel is open a client says CloseSecureChannel, not Error.
  perConnection("RC-038", "no Error on an open secure channel", (said, view, connection) => {
    const asked = said.find(({ message }) => message.type === "OPN");
    const opened = asked && view.told(connection).find(({ message, t }) => message.type === "OPN" && t > asked.t);
    const error = opened && said.find(({ message, t }) => message.type === "ERR" && t > opened.t)?.message;
    return error?.type === "ERR" ? "ERR on an open secure channel" : undefined;
  }),
  // Part 6, 7.1.3: the negotiated sizes hold for the secure channel on top.
  perConnection("RC-021", "chunks that the server's receive buffer takes", (said, view, connection) => {
    const ack = view.told(connection).find(({ message }) => message.type === "ACK")?.message;
    if (ack?.type !== "ACK" || ack.receiveBufferSize < MIN_BUFFER) return undefined;
    const large = said.find(({ message }) => message.size > ack.receiveBufferSize)?.message;
    return large ? `${large.type} of ${large.size} bytes for a buffer of ${ack.receiveBufferSize}` : undefined;
  }),
  perConnection("RC-003", "frames whose MessageSize is their size", (_said, view, connection) => {
    const bad = view.garbage(connection).find((event) => event.reason !== "partial");
    return bad ? `bytes that are no message (${bad.error ?? bad.reason})` : undefined;
  }),
];
