import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { test } from "node:test";
import { onReceiving } from "../../../simulators/wire";
import { encodeError, encodeHello, STATUS_CODES } from "../../../src/protocol";

const hello = encodeHello({ endpointUrl: "opc.tcp://localhost:4840" });
const error = encodeError({ code: STATUS_CODES.BadTimeout, reason: "" });

/** What the server sees of these chunks when every Hello becomes an Error. */
function seen(...chunks: Buffer[]): string[] {
  const socket = new EventEmitter();
  const received: string[] = [];
  socket.on("data", (bytes: Buffer) => received.push(bytes.toString("hex")));
  onReceiving(socket as Socket, (type, frame) => (type === "HEL" ? error : frame));
  for (const chunk of chunks) socket.emit("data", chunk);
  return received;
}

const hex = (...parts: Buffer[]) => Buffer.concat(parts).toString("hex");

test("a frame that comes in one piece is changed, alone or behind another", () => {
  assert.deepEqual(seen(hello), [hex(error)]);
  assert.deepEqual(seen(Buffer.concat([error, hello])), [hex(error, error)]);
});

test("of a frame that comes in pieces each is passed on as it is, at once, and what follows is changed again", () => {
  const [begin, middle, end] = [hello.subarray(0, 5), hello.subarray(5, 20), hello.subarray(20)];
  assert.deepEqual(seen(begin, middle, end, hello), [hex(begin), hex(middle), hex(end), hex(error)]);
  assert.deepEqual(seen(Buffer.concat([hello, begin]), Buffer.concat([middle, end, hello])), [
    hex(error, begin),
    hex(middle, end, error),
  ]);
});

test("what is no OPC UA passes", () => {
  const http = Buffer.from("GET / HTTP/1.1\r\n\r\n");
  assert.deepEqual(seen(http.subarray(0, 2), http.subarray(2), hello), [
    hex(http.subarray(0, 2)),
    hex(http.subarray(2)),
    hex(hello),
  ]);
});
