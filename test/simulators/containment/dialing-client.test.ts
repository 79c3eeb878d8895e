import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import { OPCUAClient } from "node-opcua";
import { ForwardConnector } from "../../../simulators/aggregation/forward";
import { openIdentity } from "../../../simulators/client";
import { startReverseConnectServer } from "../../../simulators/server";
import { cutTransportFactory } from "../../../simulators/containment";
import { encodeAcknowledge } from "../../../src/protocol";

/** An OPN of which the header states `size` bytes, behind an Acknowledge in one segment. */
function segment(size: number): Buffer {
  const header = Buffer.from("OPNF\0\0\0\0", "latin1");
  header.writeUInt32LE(size, 4);
  return Buffer.concat([encodeAcknowledge(), header, Buffer.alloc(Math.max(0, size - 8))]);
}

async function evilServer(size: number) {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.write(segment(size)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `opc.tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.dispose]: () => void server.close() };
}

for (const size of [5008, 2]) {
  test(`a client that dials survives Acknowledge and an OPN that states ${size} bytes in one segment, and uses the next server`, async () => {
    using evil = await evilServer(size);
    const identity = await openIdentity();
    const connector = new ForwardConnector({ name: "evil", endpointUrl: evil.url }, () => Promise.resolve(identity), 2000);
    await assert.rejects(connector.connect(AbortSignal.timeout(4000)));
    await using right = await startReverseConnectServer({ port: 0, host: "127.0.0.1" });
    const client = OPCUAClient.create({
      transportFactory: cutTransportFactory,
      endpointMustExist: false,
      connectionStrategy: { maxRetry: 0 },
    });
    await client.connect(`opc.tcp://127.0.0.1:${right.port}`);
    const session = await client.createSession();
    assert.ok((await session.read({ nodeId: "i=2258", attributeId: 13 })).value.value instanceof Date);
    await session.close();
    await client.disconnect();
  });
}
