import type { Socket } from "node:net";
import { encodeSecured, encodeString, plainChunk, STATUS_CODES, type SecuredMessage } from "../../src/protocol";
import { chunkIn, renumbered } from "./chunks";
import { onSending } from "./frames";

/** A message that is given up behind its first chunk (Part 6, 6.7.3): an intermediate chunk, and one that aborts it. No security. */
export function abortedChunks(
  { secureChannelId, tokenId }: SecuredMessage,
  number: number,
  requestId: number,
  begun: Buffer,
): Buffer {
  const chunk = (sequenceNumber: number, content: Buffer, type: "C" | "A") => {
    const body = Buffer.alloc(8);
    body.writeUInt32LE(sequenceNumber, 0);
    body.writeUInt32LE(requestId, 4);
    return encodeSecured("MSG", { secureChannelId, tokenId, body: Buffer.concat([body, content]) }, { chunk: type });
  };
  const error = Buffer.alloc(4);
  error.writeUInt32LE(STATUS_CODES.BadTcpInternalError);
  const abort = Buffer.concat([error, encodeString("the sender gave the message up")]);
  return Buffer.concat([chunk(number, begun, "C"), chunk(number + 1, abort, "A")]);
}

/** What our end sends from now on is numbered as though this many chunks had gone before. */
export function numberedOn(socket: Socket, chunks: number): void {
  onSending(socket, (_type, frame) => renumbered(frame, (number) => number + chunks));
}

/** The next message that our end sends is given up behind its first chunk; `done` is told when. */
export function abortsNext(socket: Socket, done: () => void): void {
  let sent = false;
  onSending(socket, (type, frame) => {
    const chunk = chunkIn(frame);
    if (sent || type !== "MSG" || chunk?.type !== "MSG") return sent ? renumbered(frame, (number) => number + 1) : frame;
    const plain = plainChunk(chunk);
    if (!plain) return frame;
    sent = true;
    setImmediate(done);
    return abortedChunks(chunk, plain.sequenceNumber, plain.requestId, plain.body.subarray(0, plain.body.length / 2));
  });
}
