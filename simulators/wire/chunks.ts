import { decodeMessage, type OpenChannelMessage, type SecuredMessage } from "../../src/protocol";

/** The chunk that a frame is; undefined for another message. */
export function chunkIn(frame: Buffer): OpenChannelMessage | SecuredMessage | undefined {
  const type = frame.toString("latin1", 0, 3);
  if (type !== "OPN" && type !== "MSG" && type !== "CLO") return undefined;
  return decodeMessage(frame) as OpenChannelMessage | SecuredMessage;
}

/** A copy of a chunk without security with another SequenceNumber; what is no chunk comes back as it is. */
export function renumbered(frame: Buffer, change: (number: number) => number): Buffer {
  const chunk = chunkIn(frame);
  if (!chunk) return frame;
  const copy = Buffer.from(frame);
  // Sequence header (Part 6, 6.7.2.4), behind the security header.
  const at = frame.length - chunk.trailing.length;
  copy.writeUInt32LE(change(copy.readUInt32LE(at)), at);
  return copy;
}
