import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { encodeAcknowledge, encodeError, encodeHello, STATUS_CODES, statusName, type HelloFields } from "../../../src/protocol";
import { startReverseConnectServer, type ReverseConnectServer } from "../../../simulators/server";
import { ListeningPeer, type Accepted } from "./listening-peer";

const URL = "opc.tcp://Localhost:4840/test";
const peer = new ListeningPeer();
let server: ReverseConnectServer;
let used = 0;

before(async () => {
  await peer.start();
  server = await startReverseConnectServer({
    port: 0,
    host: "127.0.0.1",
    endpointUrl: URL,
    reverseConnect: { clients: [{ endpointUrl: peer.url }], redial: 20, jitter: 0 },
  });
});
after(async () => {
  await server.stop();
  peer[Symbol.dispose]();
});

/** The next waiting connection, after its ReverseHello. */
async function waiting(): Promise<Accepted> {
  const accepted = await peer.connection(++used);
  await accepted.message(0);
  return accepted;
}

async function expectError(accepted: Accepted, status: string, position = 1): Promise<void> {
  const message = await accepted.message(position);
  assert.ok(message.type === "ERR", `expected ERR, got ${message.type}`);
  assert.equal(statusName(message.code), status);
  assert.equal(await accepted.end(), "fin");
}

const hello = (fields: HelloFields & { endpointUrl?: string } = {}) => encodeHello({ endpointUrl: URL, ...fields });

const REFUSED: Record<string, [Buffer, string]> = {
  "another resource": [hello({ endpointUrl: "opc.tcp://elsewhere:4840" }), "BadTcpEndpointUrlInvalid"],
  "an empty EndpointUrl": [hello({ endpointUrl: "" }), "BadTcpEndpointUrlInvalid"],
  "an EndpointUrl of 4097 bytes": [hello({ endpointUrl: "opc.tcp://h/".padEnd(4097, "x") }), "BadTcpEndpointUrlInvalid"],
  "an EndpointUrl of 100000 bytes": [hello({ endpointUrl: "opc.tcp://h/".padEnd(100_000, "x") }), "BadTcpEndpointUrlInvalid"],
  "a receive buffer of 8191 bytes": [hello({ receiveBufferSize: 8191 }), "BadConnectionRejected"],
  "a send buffer of 8191 bytes": [hello({ sendBufferSize: 8191 }), "BadConnectionRejected"],
  garbage: [Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "BadTcpMessageTypeInvalid"],
  "an Acknowledge": [encodeAcknowledge(), "BadTcpMessageTypeInvalid"],
};

for (const [name, [bytes, status]] of Object.entries(REFUSED)) {
  test(`${name} instead of a good Hello is answered with ERR ${status} and a close`, async () => {
    const accepted = await waiting();
    accepted.socket.write(bytes);
    await expectError(accepted, status);
  });
}

test("the EndpointUrl may come with another case of the host and a trailing slash", async () => {
  const accepted = await waiting();
  accepted.socket.write(hello({ endpointUrl: "opc.tcp://LOCALHOST:4840/test/" }));
  assert.equal((await accepted.message(1)).type, "ACK");
  accepted.socket.end();
});

for (const protocolVersion of [0, 1, 0xdeadbeef, 0xffffffff]) {
  test(`protocol version ${protocolVersion} is acknowledged with version 0`, async () => {
    const accepted = await waiting();
    accepted.socket.write(hello({ protocolVersion }));
    const message = await accepted.message(1);
    assert.ok(message.type === "ACK");
    assert.equal(message.protocolVersion, 0);
    accepted.socket.end();
  });
}

test("the sizes of the Acknowledge obey those of the Hello", async () => {
  const accepted = await waiting();
  accepted.socket.write(hello({ receiveBufferSize: 8192, sendBufferSize: 65_536, maxMessageSize: 100_000, maxChunkCount: 5 }));
  const message = await accepted.message(1);
  assert.ok(message.type === "ACK");
  assert.ok(message.sendBufferSize <= 8192 && message.receiveBufferSize <= 65_536);
  assert.ok(message.receiveBufferSize >= 8192 && message.sendBufferSize >= 8192);
  assert.ok(message.maxMessageSize <= 100_000 && message.maxChunkCount <= 5);
  accepted.socket.end();
});

test("a Hello in single bytes is good", async () => {
  const accepted = await waiting();
  for (const byte of hello()) accepted.socket.write(Buffer.from([byte]));
  assert.equal((await accepted.message(1)).type, "ACK");
  accepted.socket.end();
});

test("a second Hello is answered with ERR and a close", async () => {
  const accepted = await waiting();
  accepted.socket.write(hello());
  assert.equal((await accepted.message(1)).type, "ACK");
  accepted.socket.write(hello());
  await expectError(accepted, "BadTcpMessageTypeInvalid", 2);
});

test("an Error message after Hello is kept as last result and not answered", async () => {
  const accepted = await waiting();
  accepted.socket.write(hello());
  assert.equal((await accepted.message(1)).type, "ACK");
  const bytes = encodeError({ code: STATUS_CODES.BadTcpServerTooBusy, reason: "later" });
  for (const byte of bytes) accepted.socket.write(Buffer.from([byte]));
  assert.equal(await accepted.end(), "fin");
  assert.equal(accepted.messages.length, 2);
  const { lastResult } = server.reverseConnect.get(peer.url) ?? {};
  assert.ok(lastResult?.kind === "error-received");
  assert.equal(lastResult.phase, "hello");
  assert.equal(lastResult.status, "BadTcpServerTooBusy");
});
