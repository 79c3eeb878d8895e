import { isUtf8 } from "node:buffer";
import { decodeHeader, HEADER_SIZE, MalformedFrameError, MAX_STRING_BYTES, STATUS_CODES } from "../../src/protocol";

import type { ServerFields } from "./server-fields";

/** An Error message to send before the connection is closed (Part 6, 7.1.2.5). */
export interface Refusal {
  readonly code: number;
  readonly reason: string;
}

export type FirstMessage =
  | { readonly kind: "incomplete" }
  | ({ readonly kind: "reverse-hello" } & ServerFields)
  | { readonly kind: "refuse"; readonly refusal: Refusal }
  /** There is nothing to say to an Error message (Part 6, 7.1.2.5). */
  | { readonly kind: "close"; readonly reason: string };

/**
 * Default of the size limit: over it a frame is BadTcpMessageTooLarge unseen (RC-004); under it its fields decide, so that a
 * ServerUri of 65,535 bytes still gets the BadTcpEndpointUrlInvalid of RC-007.
 */
export const DEFAULT_MAX_REVERSE_HELLO_SIZE = 256 * 1024;

const INCOMPLETE: FirstMessage = { kind: "incomplete" };

/**
 * Judges the bytes received so far as the first message of a server (Part 6, 7.1.2.6), as early as they allow, so that no
 * peer can make us keep more than two fields of the greatest length or wait for bytes that cannot change the answer.
 * The fourth header byte is ignored (RC-002). The codes:
 * - another type, or a second message before our Hello: BadTcpMessageTypeInvalid
 * - MessageSize over the limit: BadTcpMessageTooLarge
 * - a field of more than 4,096 bytes, null, empty, or not UTF-8 (it could not be passed back): BadTcpEndpointUrlInvalid
 * - a size or length that lies, or bytes after the last field: BadTcpInternalError, the table's code for what cannot be read
 */
export function readFirstMessage(bytes: Buffer, maxSize: number): FirstMessage {
  const type = bytes.toString("latin1", 0, 3);
  if (type === "ERR") return { kind: "close", reason: "the server sent an Error message first" };
  if (type !== "E" && type !== "ER" && !"RHE".startsWith(type))
    return refuse("BadTcpMessageTypeInvalid", `expected ReverseHello, got ${JSON.stringify(type)}`);
  if (bytes.length < HEADER_SIZE) return INCOMPLETE;
  try {
    const { size } = decodeHeader(bytes);
    if (size > maxSize) return refuse("BadTcpMessageTooLarge", `ReverseHello of ${size} bytes; at most ${maxSize} are read`);
    return readFields(bytes, size);
  } catch (error) {
    if (error instanceof MalformedFrameError) return refuse("BadTcpInternalError", error.message);
    throw error;
  }
}

function readFields(bytes: Buffer, size: number): FirstMessage {
  const middle = fieldEnd(bytes, size, HEADER_SIZE, "ServerUri");
  if (typeof middle !== "number") return middle;
  const end = fieldEnd(bytes, size, middle, "EndpointUrl");
  if (typeof end !== "number") return end;
  if (size > end) throw new MalformedFrameError("MessageSize", 4, size, `${end} (end of EndpointUrl)`);
  if (bytes.length < size) return INCOMPLETE;
  const serverUri = textOf(bytes, HEADER_SIZE + 4, middle);
  if (serverUri === undefined) return refuse("BadTcpEndpointUrlInvalid", "ServerUri is not UTF-8");
  const endpointUrl = textOf(bytes, middle + 4, end);
  if (endpointUrl === undefined) return refuse("BadTcpEndpointUrlInvalid", "EndpointUrl is not UTF-8");
  if (bytes.length > size) return refuse("BadTcpMessageTypeInvalid", "bytes after the ReverseHello, before any Hello");
  return { kind: "reverse-hello", serverUri, endpointUrl };
}

/** Where the field that begins at `from` ends; or what its length makes of the message. */
function fieldEnd(bytes: Buffer, size: number, from: number, field: string): number | FirstMessage {
  if (size < from + 4) throw new MalformedFrameError(field, from, size - from, "4 bytes");
  if (bytes.length < from + 4) return INCOMPLETE;
  const length = bytes.readInt32LE(from);
  if (length > MAX_STRING_BYTES)
    return refuse("BadTcpEndpointUrlInvalid", `${field} of ${length} bytes; at most ${MAX_STRING_BYTES} are allowed`);
  if (length === -1 || length === 0) return refuse("BadTcpEndpointUrlInvalid", `${field} is ${length === 0 ? "empty" : "null"}`);
  if (length < -1 || from + 4 + length > size)
    throw new MalformedFrameError(`${field} length`, from, length, `at most ${size - from - 4} (bytes left in the frame)`);
  return from + 4 + length;
}

/** undefined: it is not UTF-8. Only a replacement character makes that a question. */
function textOf(bytes: Buffer, from: number, to: number): string | undefined {
  const text = bytes.toString("utf8", from, to);
  return !text.includes("\ufffd") || isUtf8(bytes.subarray(from, to)) ? text : undefined;
}

function refuse(code: keyof typeof STATUS_CODES, reason: string): FirstMessage {
  return { kind: "refuse", refusal: { code: STATUS_CODES[code], reason } };
}
