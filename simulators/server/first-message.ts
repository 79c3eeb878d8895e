import {
  decodeMessage,
  HEADER_SIZE,
  isMessageType,
  MalformedFrameError,
  MAX_STRING_BYTES,
  statusName,
  type HelloMessage,
} from "../../src/protocol";
import type { Refusal } from "./check-hello";
import { urlTooLong } from "./check-hello";

/** What the client said first on a reverse connection. */
export type FirstMessage =
  | { readonly kind: "hello"; readonly hello: HelloMessage; readonly rest: Buffer }
  | { readonly kind: "error"; readonly code: number; readonly status: string; readonly reason: string }
  | { readonly kind: "bad"; readonly refusal: Refusal };

/** Header, five numbers, string length: what tells how long EndpointUrl is. */
const HELLO_FIXED_SIZE = HEADER_SIZE + 5 * 4 + 4;
/** A Hello has no reason to be larger than this; what it states beyond is not waited for. */
const MAX_FIRST_MESSAGE = HELLO_FIXED_SIZE + 2 * MAX_STRING_BYTES;

/** Collects the first message of the client, whatever the chunking; memory is bounded by the largest allowed message. */
export class FirstMessageReader {
  private bytes: Buffer = Buffer.alloc(0);

  get started(): boolean {
    return this.bytes.length > 0;
  }

  /** Undefined while the message is incomplete; not to be called again after that. */
  push(chunk: Buffer): FirstMessage | undefined {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    // A foreign protocol shows in three bytes already.
    if (this.bytes.length < 3) return undefined;
    const type = this.bytes.toString("latin1", 0, 3);
    if (type === "ERR") return readError(this.bytes);
    if (type !== "HEL") return bad("BadTcpMessageTypeInvalid", `expected Hello, got ${named(type)}`);
    if (this.bytes.length < HEADER_SIZE) return undefined;
    return this.hello(this.bytes.readUInt32LE(4));
  }

  private hello(size: number): FirstMessage | undefined {
    if (size < HEADER_SIZE) return bad("BadTcpInternalError", `MessageSize of Hello is ${size}`);
    if (size >= HELLO_FIXED_SIZE && this.bytes.length >= HELLO_FIXED_SIZE) {
      const urlLength = this.bytes.readInt32LE(HELLO_FIXED_SIZE - 4);
      if (urlLength > MAX_STRING_BYTES) return { kind: "bad", refusal: urlTooLong(urlLength) };
    }
    if (size > MAX_FIRST_MESSAGE && this.bytes.length >= Math.min(size, HELLO_FIXED_SIZE))
      return bad("BadTcpMessageTooLarge", `MessageSize of Hello is ${size}`);
    if (this.bytes.length < size) return undefined;
    try {
      const hello = decodeMessage(this.bytes.subarray(0, size)) as HelloMessage;
      return { kind: "hello", hello, rest: this.bytes.subarray(size) };
    } catch (error) {
      if (error instanceof MalformedFrameError) return bad("BadTcpInternalError", error.message);
      throw error;
    }
  }
}

/**
 * An Error message at the start of `bytes`; undefined while it is incomplete. A Reason over its limit is ignored (RC-039), and so is
 * one that is longer than its message: nobody is kept waiting for it.
 */
export function readError(bytes: Buffer): (FirstMessage & { kind: "error" }) | undefined {
  if (bytes.length < HEADER_SIZE + 8) return undefined;
  const size = bytes.readUInt32LE(4);
  const code = bytes.readUInt32LE(HEADER_SIZE);
  const length = bytes.readInt32LE(HEADER_SIZE + 4);
  const status = statusName(code);
  if (length <= 0 || length > MAX_STRING_BYTES) return { kind: "error", code, status, reason: "" };
  const end = HEADER_SIZE + 8 + length;
  if (end > size) return { kind: "error", code, status, reason: "" };
  if (bytes.length < end) return undefined;
  return { kind: "error", code, status, reason: bytes.toString("utf8", HEADER_SIZE + 8, end) };
}

function bad(status: Refusal["status"], reason: string): FirstMessage {
  return { kind: "bad", refusal: { status, reason } };
}

function named(type: string): string {
  return isMessageType(type) ? type : `bytes ${Buffer.from(type, "latin1").toString("hex")}`;
}
