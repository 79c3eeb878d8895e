import assert from "node:assert/strict";
import { Socket } from "node:net";
import { test } from "node:test";
import { cutFrames } from "../../../simulators/containment";
import { decodeMessage, encodeAcknowledge } from "../../../src/protocol";

/** What the library sees of an Acknowledge that limits messages to 8 chunks, which comes in so many pieces. */
function seen(pieces: number): { maxChunkCount: number; receiveBufferSize: number } | undefined {
  const socket = new Socket();
  const parts: Buffer[] = [];
  socket.on("data", (part: Buffer) => void parts.push(part));
  cutFrames(socket, () => undefined);
  const bytes = encodeAcknowledge({ receiveBufferSize: 8192, maxMessageSize: 65536, maxChunkCount: 8 });
  const size = bytes.length / pieces;
  for (let at = 0; at < bytes.length; at += size) socket.emit("data", bytes.subarray(at, at + size));
  socket.destroy();
  const message = decodeMessage(Buffer.concat(parts));
  return message.type === "ACK" ? message : undefined;
}

test("the limits of Acknowledge are no limits of responses", () => {
  for (const pieces of [1, 2, 28]) {
    const { maxChunkCount, receiveBufferSize } = seen(pieces) ?? {};
    assert.deepEqual([maxChunkCount, receiveBufferSize], [0, 8192], `in ${pieces} pieces`);
  }
});
