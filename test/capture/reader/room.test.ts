import assert from "node:assert/strict";
import { test } from "node:test";
import { readConnections, Warnings } from "../../../src/capture/reader";
import { encodeReverseHello } from "../../../src/protocol";
import { captured, type Said } from "./packets";

const OTHER = 30_000;

function* said(): Generator<readonly [Said, number]> {
  for (let n = 0; n <= OTHER; n++) {
    const port = 1024 + (n % 60_000);
    const payload =
      n === OTHER ? encodeReverseHello({ serverUri: "urn:s", endpointUrl: "opc.tcp://h:4840" }) : Buffer.from("GET / HTTP/1.1");
    yield [{ from: "server", seq: n, flags: "S" }, port];
    yield [{ from: "client", seq: n, ack: n + 1, flags: "SA" }, port];
    yield [{ from: "server", seq: n + 1, payload }, port];
    if (n < OTHER) yield [{ from: "client", seq: n + 1, payload: Buffer.from("HTTP/1.1 200 OK") }, port];
  }
}

test("connections of something else leave the room to OPC UA behind them", async () => {
  const reading = await readConnections(captured(said()), new Warnings());
  assert.equal(reading.otherConnections, OTHER);
  assert.deepEqual(
    reading.connections.map(({ messages }) => messages),
    [1],
  );
  assert.deepEqual(
    reading.connections[0]?.items.map(({ kind }) => kind),
    ["dial", "accepted", "message"],
  );
});

test("connections for which there is no room any more are counted", async () => {
  const many = 10_003;
  function* dials(): Generator<readonly [Said, number]> {
    const payload = encodeReverseHello({ serverUri: "urn:s", endpointUrl: "opc.tcp://h:4840" });
    for (let n = 0; n < many; n++) {
      yield [{ from: "server", seq: 0, flags: "S" }, 1024 + n];
      yield [{ from: "client", seq: 0, ack: 1, flags: "SA" }, 1024 + n];
      yield [{ from: "server", seq: 1, payload }, 1024 + n];
    }
  }
  const reading = await readConnections(captured(dials()), new Warnings());
  assert.deepEqual([reading.connections.length, reading.leftOut], [10_000, 3]);
  assert.match(reading.warnings.join(), /the last 3 were left out/);
});
