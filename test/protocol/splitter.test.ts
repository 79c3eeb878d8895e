import assert from "node:assert/strict";
import { test } from "node:test";
import {
  encodeAcknowledge,
  encodeError,
  encodeFrame,
  encodeHello,
  encodeReverseHello,
  FrameSplitter,
  type StreamItem,
} from "../../src/protocol";
import { randomFor } from "../../src/proxy";

const FRAMES = [
  encodeReverseHello({ serverUri: "urn:x", endpointUrl: "opc.tcp://h:1" }),
  encodeHello({ endpointUrl: "y".repeat(300) }),
  encodeAcknowledge(),
  encodeError({ code: 0x80010000, reason: null }),
  encodeFrame("CLO", Buffer.alloc(0)),
];

function push(splitter: FrameSplitter, bytes: Buffer, sizes: () => number): StreamItem[] {
  const items: StreamItem[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = Math.max(1, sizes());
    items.push(...splitter.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return items;
}

test("frames come out whole and in order, with their offsets, whatever the chunking", () => {
  const stream = Buffer.concat(FRAMES);
  const random = randomFor("splitter");
  const chunkings = [() => 1, () => 3, () => stream.length, ...Array.from({ length: 50 }, () => () => Math.floor(random() * 40))];
  for (const sizes of chunkings) {
    const items = push(new FrameSplitter(), stream, sizes);
    assert.deepEqual(
      items.map(({ kind, bytes }) => [kind, bytes]),
      FRAMES.map((bytes) => ["frame", bytes]),
    );
    let offset = 0;
    for (const item of items) {
      assert.equal(item.offset, offset);
      offset += item.bytes.length;
    }
  }
});

test("what is no OPC UA shows after three bytes, and the rest passes through raw with its offset", () => {
  const splitter = new FrameSplitter();
  assert.deepEqual(splitter.push(Buffer.from("GE")), []);
  const [first] = splitter.push(Buffer.from("T /"));
  assert.ok(first?.kind === "malformed");
  assert.deepEqual([first.offset, first.bytes.toString(), first.error.field], [0, "GET /", "MessageType"]);
  const [second] = splitter.push(Buffer.from(" HTTP/1.1"));
  assert.deepEqual([second?.kind, second?.offset, second?.bytes.toString()], ["raw", 5, " HTTP/1.1"]);
});

test("garbage behind a good frame is found at its offset", () => {
  const [frame, bad] = new FrameSplitter().push(Buffer.concat([FRAMES[2] ?? Buffer.alloc(0), Buffer.from("nonsense")]));
  assert.equal(frame?.kind, "frame");
  assert.deepEqual([bad?.kind, bad?.offset], ["malformed", 28]);
});

test("a frame that states more than the limit is refused at once, without waiting for its bytes", () => {
  const splitter = new FrameSplitter(1000);
  const [item] = splitter.push(encodeFrame("MSG", Buffer.alloc(0), { size: 1001 }));
  assert.ok(item?.kind === "malformed");
  assert.equal(item.error.field, "MessageSize");
  assert.equal(splitter.pending.length, 0);
});

test("an unfinished frame is pending", () => {
  const splitter = new FrameSplitter();
  splitter.push((FRAMES[0] ?? Buffer.alloc(0)).subarray(0, 20));
  assert.equal(splitter.pending.length, 20);
  assert.equal(splitter.streamOffset, 20);
});

test("a megabyte in single bytes takes no quadratic time", () => {
  const frame = encodeFrame("MSG", Buffer.alloc(1_000_000));
  const started = performance.now();
  const items = push(new FrameSplitter(), frame, () => 1);
  assert.equal(items.length, 1);
  assert.ok(performance.now() - started < 5_000, `took ${performance.now() - started} ms`);
});
