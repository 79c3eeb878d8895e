"use strict";
// OPC UA Connection Protocol in a few lines, as a stranger would write it (Part 6, 7.1.2): nothing of reverse-hello.
const { Buffer } = require("node:buffer");

/** A frame: type, "F", size, body. */
function frame(type, ...parts) {
  const body = Buffer.concat(parts);
  const header = Buffer.from(`${type}F----`, "latin1");
  header.writeUInt32LE(8 + body.length, 4);
  return Buffer.concat([header, body]);
}

function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function text(value) {
  return Buffer.concat([uint32(Buffer.byteLength(value)), Buffer.from(value)]);
}

const BUFFER = 65_535;

/** Version, two buffers, no limit of size and chunks: the front of Hello and Acknowledge. */
function sizes(receive = BUFFER, send = BUFFER) {
  return Buffer.concat([0, receive, send, 0, 0].map(uint32));
}

/** What a Hello is answered with: neither side sends more than the other takes. */
function acknowledge(hello) {
  return frame("ACK", sizes(Math.min(BUFFER, hello.readUInt32LE(8)), Math.min(BUFFER, hello.readUInt32LE(4))));
}

/** The strings of a ReverseHello's body. */
function strings(body) {
  const found = [];
  for (let at = 0; at + 4 <= body.length;) {
    const end = at + 4 + Math.max(0, body.readInt32LE(at));
    found.push(body.toString("utf8", at + 4, end));
    at = end;
  }
  return found;
}

/** Calls `onFrame(type, body, whole)` for each frame that comes on a socket. */
function readFrames(socket, onFrame) {
  let rest = Buffer.alloc(0);
  socket.on("error", () => undefined);
  socket.on("data", (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 8 && rest.length >= Math.max(8, rest.readUInt32LE(4))) {
      const size = Math.max(8, rest.readUInt32LE(4));
      const whole = rest.subarray(0, size);
      rest = rest.subarray(size);
      onFrame(whole.toString("latin1", 0, 3), whole.subarray(8), whole);
    }
  });
}

module.exports = { acknowledge, frame, readFrames, sizes, strings, text };
