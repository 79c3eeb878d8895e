import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { LogLevel, OPCUAClient, setLogLevel } from "node-opcua";
import { startReverseConnectServer } from "../../../simulators/server";
import type { Contained } from "../../../simulators/containment";
import { RawListener, type RawConnection } from "../../../simulators/raw";
import { encodeAcknowledge, encodeHello, encodeReverseHello, statusName } from "../../../src/protocol";
import { startManager } from "../client/helpers";

setLogLevel(LogLevel.Emergency);

/** An upper bound of waits, in ms. */
const PATIENCE = 10_000;

/** A frame of a type that states a size and has so many bytes. */
function frame(type: string, stated: number, bytes: number): Buffer {
  const all = Buffer.alloc(Math.max(8, bytes));
  all.write(`${type}F`, "latin1");
  all.writeUInt32LE(stated, 4);
  return all;
}

/** What ended the process when it came in one segment with the message before it. */
const HOSTILE: readonly (readonly [string, Buffer])[] = [
  ["OPN of 5,008 bytes", frame("OPN", 5008, 5008)],
  ["OPN that states 2 bytes", frame("OPN", 2, 8)],
  ["OPN that states 0 bytes", frame("OPN", 0, 8)],
  ["OPN that states 2^32 - 1 bytes", frame("OPN", 0xffffffff, 300)],
  ["MSG of 70,000 bytes", frame("MSG", 70_000, 70_000)],
  ["OPN of noise", Buffer.concat([frame("OPN", 200, 8), Buffer.alloc(192, 0xa5)])],
  ["two OPN", Buffer.concat([frame("OPN", 32, 32), frame("OPN", 7, 8)])],
  ["no OPC UA", Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n")],
];

/** An OPN of a chunk type that there is not; node-opcua passes it over, and its sender waits. */
const UNKNOWN_CHUNK = Buffer.from(frame("OPN", 132, 132)).fill("Z", 3, 4);

async function server(contained: Contained[] = []) {
  return startReverseConnectServer({ port: 0, host: "127.0.0.1", onContained: (one) => contained.push(one) });
}

/** A well-behaved client gets a session over the forward port. */
async function serves(url: string): Promise<void> {
  const client = OPCUAClient.create({ endpointMustExist: false, connectionStrategy: { maxRetry: 0 } });
  await client.connect(url);
  await (await client.createSession()).close();
  await client.disconnect();
}

/** Sends one segment; resolves when the peer has closed. */
async function segment(port: number, bytes: Buffer): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.resume();
  socket.write(bytes);
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the server did not close")), PATIENCE);
    // A reset is an end as good as any; "close" follows it.
    socket.on("error", () => undefined);
    socket.on("close", () => (clearTimeout(timer), resolve()));
  });
}

test("the forward port survives a Hello with a bad frame in one segment, and serves on", async () => {
  await using one = await server();
  const url = `opc.tcp://127.0.0.1:${one.port}`;
  const hello = encodeHello({ endpointUrl: url });
  for (const [, bytes] of HOSTILE) await segment(one.port, Buffer.concat([hello, bytes]));
  await serves(url);
});

for (const [name, bytes] of HOSTILE) {
  test(`a client survives Acknowledge and ${name} in one segment, and serves the next server`, async () => {
    await using t = await startManager({ linger: 200 });
    const server = await t.dial("urn:test:hostile");
    const session = (await t.manager.waitForConnection()).createSession({ channelTimeout: 2000 });
    session.catch(() => undefined);
    await server.message("HEL", PATIENCE);
    await server.send(Buffer.concat([encodeAcknowledge(), bytes]));
    await server.closed(200);
    await t.dial("urn:test:good");
    assert.equal((await t.manager.waitForConnection()).serverUri, "urn:test:good");
  });
}

test("frames that are cut into single bytes are served as well", async () => {
  await using one = await server();
  const url = `opc.tcp://127.0.0.1:${one.port}`;
  const socket = connect({ port: one.port, host: "127.0.0.1", noDelay: true });
  for (const byte of encodeHello({ endpointUrl: url })) socket.write(Buffer.of(byte));
  const [answer] = (await once(socket, "data", { signal: AbortSignal.timeout(PATIENCE) })) as [Buffer];
  assert.equal(answer.toString("latin1", 0, 4), "ACKF");
  socket.destroy();
});

test("a ReverseHello on the forward port harms nobody", async () => {
  await using one = await server();
  await segment(one.port, encodeReverseHello({ serverUri: "urn:a", endpointUrl: "opc.tcp://a" }));
  await serves(`opc.tcp://127.0.0.1:${one.port}`);
});

test(
  "a chunk of a type that there is not: an Error at the forward port, and over a reverse connection",
  { timeout: 30_000 },
  async () => {
    const contained: Contained[] = [];
    await using one = await server(contained);
    const bytes = Buffer.concat([encodeHello({ endpointUrl: `opc.tcp://127.0.0.1:${one.port}` }), UNKNOWN_CHUNK]);
    await segment(one.port, bytes);
    assert.match(contained.map(({ message }) => message).join(), /refused with BadTcpMessageTypeInvalid/);
    await serves(`opc.tcp://127.0.0.1:${one.port}`);
    const dialed = Promise.withResolvers<RawConnection>();
    await using listener = await new RawListener({ onConnection: (connection) => dialed.resolve(connection) }).start();
    one.reverseConnect.add({ endpointUrl: listener.url });
    const connection = await dialed.promise;
    const { endpointUrl } = await connection.message("RHE", PATIENCE);
    await connection.send(Buffer.concat([encodeHello({ endpointUrl: endpointUrl.value ?? "" }), UNKNOWN_CHUNK]));
    assert.equal(statusName((await connection.message("ERR", PATIENCE)).code), "BadTcpMessageTypeInvalid");
  },
);
