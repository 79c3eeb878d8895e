import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { test } from "node:test";
import { passOverAborts } from "../../simulators/containment";
import { abortedChunks, abortsNext } from "../../simulators/wire";
import { decodeMessage, encodeOpenChannel, encodeSecured, FrameSplitter, plainChunk } from "../../src/protocol";

function content(number: number, requestId: number): Buffer {
  const body = Buffer.alloc(24, 0x78);
  body.writeUInt32LE(number, 0);
  body.writeUInt32LE(requestId, 4);
  return body;
}

const ID = { secureChannelId: 7, tokenId: 1 };
const message = (number: number, requestId: number) => encodeSecured("MSG", { ...ID, body: content(number, requestId) });
const open = (policy: string) => encodeOpenChannel({ secureChannelId: 7, securityPolicyUri: policy, body: content(1, 1) });
const aborted = (number: number, requestId: number) => {
  const chunk = decodeMessage(message(number, requestId));
  assert.ok(chunk.type === "MSG");
  return abortedChunks(chunk, number, requestId, Buffer.from("begun"));
};

/** "MSG C 5/2": chunk with SequenceNumber 5 of request 2. */
function words(bytes: readonly Buffer[]): string[] {
  return new FrameSplitter().push(Buffer.concat(bytes)).map(({ bytes: frame }) => {
    const chunk = decodeMessage(frame);
    const plain = chunk.type === "MSG" || chunk.type === "OPN" ? plainChunk(chunk) : undefined;
    return `${chunk.type} ${chunk.chunk} ${plain?.sequenceNumber}/${plain?.requestId}`;
  });
}

/** What comes through to the listeners of a socket that gets these bytes. */
function received(...bytes: readonly Buffer[]): string[] {
  const socket = new EventEmitter() as Socket;
  const seen: Buffer[] = [];
  socket.on("data", (data: Buffer) => seen.push(data));
  passOverAborts(socket);
  for (const each of bytes) socket.emit("data", each);
  return words(seen);
}

const NONE = "http://opcfoundation.org/UA/SecurityPolicy#None";

test("what was begun is kept from the library, and what follows the abort is numbered on", () => {
  assert.deepEqual(received(open(NONE), message(2, 2), aborted(3, 3), message(5, 4), aborted(6, 5), message(8, 6)), [
    "OPN F 1/1",
    "MSG F 2/2",
    "MSG A 4/3",
    "MSG F 3/4",
    "MSG A 7/5",
    "MSG F 4/6",
  ]);
});

test("a message in chunks that is not given up comes through whole", () => {
  const first = encodeSecured("MSG", { ...ID, body: content(2, 2) }, { chunk: "C" });
  assert.deepEqual(received(open(NONE), first, message(3, 2)), ["OPN F 1/1", "MSG C 2/2", "MSG F 3/2"]);
});

test("what a policy encrypts is left alone", () => {
  const secured = open("http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256");
  assert.deepEqual(received(secured, aborted(2, 2), message(4, 3)), ["OPN F 1/1", "MSG C 2/2", "MSG A 3/2", "MSG F 4/3"]);
});

test("our end gives up the next message that it sends, and counts on", async () => {
  const sent: Buffer[] = [];
  const socket = { write: (bytes: Buffer) => sent.push(bytes) } as unknown as Socket;
  await new Promise<void>((done) => {
    abortsNext(socket, done);
    socket.write(message(5, 3));
  });
  socket.write(message(6, 4));
  assert.deepEqual(words(sent), ["MSG C 5/3", "MSG A 6/3", "MSG F 7/4"]);
});

test("where TCP cuts the chunks makes no difference, and a chunk that states too much is not waited for", () => {
  const whole = [open(NONE), message(2, 2), aborted(3, 3), message(5, 4)];
  const bytes = Buffer.concat(whole);
  for (const size of [1, 7, 40])
    assert.deepEqual(
      received(...Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size))),
      received(...whole),
    );
  const socket = new EventEmitter() as Socket;
  let seen = 0;
  socket.on("data", (data: Buffer) => (seen += data.length));
  passOverAborts(socket);
  const huge = Buffer.from(message(2, 2));
  huge.writeUInt32LE(1_400_000_000, 4);
  socket.emit("data", huge);
  assert.equal(seen, huge.length);
});
