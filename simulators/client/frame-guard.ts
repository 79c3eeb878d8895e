import type { Socket } from "node:net";
import { decodeMessage, FrameSplitter, MalformedFrameError, STATUS_CODES } from "../../src/protocol";
import { emitContained, passOverAborts } from "../containment";
import type { Refusal } from "./first-message";

/** What was received so far on a connection over which we sent Hello. */
export type HandshakePhase = "hello" | "acknowledged" | "open";

/** Largest chunk that node-opcua's Hello offers to take, in bytes. */
const LARGEST_CHUNK = 655_360;
/** Part 6, 7.1.2.4: smallest buffers without an ECC policy, in bytes. */
const MIN_BUFFER = 8192;

/** "pass": the library may see it. "swallow": it must not, and nothing that follows either. */
export type FrameDecision = "pass" | "swallow";

export interface FrameJudge {
  frame(type: string, bytes: Buffer): FrameDecision;
  /** The stream is no OPC UA any more, or a frame states more than our receive buffer. */
  malformed(refusal: Refusal): void;
  /** The library threw at a frame; the connection is being closed. */
  threw(message: string): void;
}

/**
 * Puts a judge between a socket and node-opcua, which takes any message for the Acknowledge and ends the process on one that
 * states buffers of no bytes. The library listens to the socket's data events, so the only place before it is the socket's emit.
 */
export function guardFrames(socket: Socket, judge: FrameJudge): void {
  const emit = socket.emit.bind(socket) as (event: string, ...values: unknown[]) => boolean;
  const splitter = new FrameSplitter(LARGEST_CHUNK);
  let over = false;
  const pass = (bytes: Buffer) => {
    for (const item of splitter.push(bytes)) {
      if (item.kind !== "frame") judge.malformed(malformed(item.kind === "malformed" ? item.error : undefined));
      over = item.kind !== "frame" || judge.frame(item.bytes.toString("latin1", 0, 3), item.bytes) === "swallow";
      // One by one: the library changes its packet assembler after the Acknowledge (see ../containment).
      over ||= socket.destroyed || !emitContained(socket, emit, item.bytes, ({ message }) => judge.threw(message));
      if (over) break;
    }
    return true;
  };
  socket.emit = ((event: string, ...values: unknown[]) => {
    const [bytes] = values;
    if (event !== "data" || !Buffer.isBuffer(bytes)) return emit(event, ...values);
    return over || pass(bytes);
  }) as Socket["emit"];
  passOverAborts(socket);
}

/** Why an Acknowledge cannot be used; undefined: it can. Sizes over ours are let pass: we keep to our own. */
export function acknowledgeProblem(frame: Buffer): string | undefined {
  try {
    const message = decodeMessage(frame);
    if (message.type !== "ACK") return `expected Acknowledge, got ${message.type}`;
    const least = Math.min(message.receiveBufferSize, message.sendBufferSize);
    return least < MIN_BUFFER ? `Acknowledge with a buffer of ${least} bytes; ${MIN_BUFFER} is the least` : undefined;
  } catch (error) {
    if (error instanceof MalformedFrameError) return `Acknowledge that cannot be read: ${error.message}`;
    throw error;
  }
}

function malformed(error: MalformedFrameError | undefined): Refusal {
  const tooLarge = error?.field === "MessageSize" && Number(error.value) > LARGEST_CHUNK;
  const code = tooLarge ? STATUS_CODES.BadTcpMessageTooLarge : STATUS_CODES.BadTcpMessageTypeInvalid;
  return { code, reason: error?.message ?? "bytes that are not a message" };
}
