import { isUtf8 } from "node:buffer";
import {
  decodeHeader,
  decodeMessage,
  HEADER_SIZE,
  MalformedFrameError,
  MAX_STRING_BYTES,
  STATUS_CODES,
  type ReverseHelloMessage,
} from "../../src/protocol";

/** An Error message to send before the connection is closed (Part 6, 7.1.2.5). */
export interface Refusal {
  readonly code: number;
  readonly reason: string;
}

export type FirstMessage =
  | { readonly kind: "incomplete" }
  | { readonly kind: "reverse-hello"; readonly message: ReverseHelloMessage }
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
  let end = HEADER_SIZE;
  for (const field of ["ServerUri", "EndpointUrl"]) {
    if (size < end + 4) throw new MalformedFrameError(field, end, size - end, "4 bytes");
    if (bytes.length < end + 4) return INCOMPLETE;
    const length = bytes.readInt32LE(end);
    if (length > MAX_STRING_BYTES)
      return refuse("BadTcpEndpointUrlInvalid", `${field} of ${length} bytes; at most ${MAX_STRING_BYTES} are allowed`);
    if (length === -1 || length === 0) return refuse("BadTcpEndpointUrlInvalid", `${field} is ${length === 0 ? "empty" : "null"}`);
    if (length < -1 || end + 4 + length > size)
      throw new MalformedFrameError(`${field} length`, end, length, `at most ${size - end - 4} (bytes left in the frame)`);
    end += 4 + length;
  }
  if (size > end) throw new MalformedFrameError("MessageSize", 4, size, `${end} (end of EndpointUrl)`);
  if (bytes.length < size) return INCOMPLETE;
  const message = decodeMessage(bytes.subarray(0, size)) as ReverseHelloMessage;
  for (const [field, text] of [["ServerUri", message.serverUri] as const, ["EndpointUrl", message.endpointUrl] as const]) {
    if (!isUtf8(text.bytes)) return refuse("BadTcpEndpointUrlInvalid", `${field} is not UTF-8`);
  }
  if (bytes.length > size) return refuse("BadTcpMessageTypeInvalid", "bytes after the ReverseHello, before any Hello");
  return { kind: "reverse-hello", message };
}

function refuse(code: keyof typeof STATUS_CODES, reason: string): FirstMessage {
  return { kind: "refuse", refusal: { code: STATUS_CODES[code], reason } };
}
