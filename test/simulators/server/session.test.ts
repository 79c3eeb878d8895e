import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import {
  AttributeIds,
  ClientReverseConnect,
  DataType,
  OPCUAClient,
  StatusCodes,
  Variant,
  type ClientSession,
  type DataValue,
} from "node-opcua";
import {
  REFERENCE_NODES,
  REVERSE_CONNECT_PROFILE,
  startReverseConnectServer,
  type ReverseClientOptions,
  type ReverseClientStatus,
  type ReverseConnectServer,
} from "../../../simulators/server";

const INTERVAL = 150;
let listener: ClientReverseConnect;
let url: string;

before(async () => {
  listener = new ClientReverseConnect({ connectionUrl: "opc.tcp://127.0.0.1:0" });
  await listener.start();
  url = `opc.tcp://127.0.0.1:${listener.listeningPort}`;
});
after(() => listener.stop());

let servers = 0;
async function start(client: Partial<ReverseClientOptions> = {}) {
  const applicationUri = `urn:test:session:${++servers}`;
  const server = await startReverseConnectServer({
    port: 0,
    host: "127.0.0.1",
    applicationUri,
    reverseConnect: { clients: [{ endpointUrl: url, ...client }], redial: INTERVAL, connectTimeout: 5000, jitter: 0 },
  });
  return server;
}

interface Opened extends AsyncDisposable {
  readonly session: ClientSession;
}

/** A real session over the server's next waiting connection. */
async function open(server: ReverseConnectServer): Promise<Opened> {
  const client = OPCUAClient.create({ endpointMustExist: false, connectionStrategy: { maxRetry: 0 } });
  await client.connectReverse(listener, { serverUri: server.applicationUri });
  const session = await client.createSession();
  return {
    session,
    async [Symbol.asyncDispose]() {
      await session.close().catch(() => undefined);
      await client.disconnect();
    },
  };
}

async function until(server: ReverseConnectServer, condition: (status: ReverseClientStatus) => boolean): Promise<void> {
  const signal = AbortSignal.timeout(10_000);
  const holds = () => server.reverseConnect.list().some(condition);
  while (!holds()) await once(server.reverseConnect, "connection", { signal });
}

test("read, write, call and ServerProfileArray over a reverse connection; the next one waits meanwhile", async () => {
  await using server = await start();
  await using opened = await open(server);
  const { session } = opened;
  const read = async (nodeId: string): Promise<DataValue> => session.read({ nodeId, attributeId: AttributeIds.Value });
  assert.equal((await read(REFERENCE_NODES.counter)).statusCode, StatusCodes.Good);
  const value = { value: new Variant({ dataType: DataType.Double, value: 4.5 }) };
  await session.write({ nodeId: REFERENCE_NODES.setpoint, attributeId: AttributeIds.Value, value });
  assert.equal((await read(REFERENCE_NODES.setpoint)).value.value, 4.5);
  const inputArguments = [1, 2].map((number) => new Variant({ dataType: DataType.Double, value: number }));
  const result = await session.call({ objectId: REFERENCE_NODES.folder, methodId: REFERENCE_NODES.add, inputArguments });
  assert.equal(result.outputArguments?.[0]?.value, 3);
  assert.ok(((await read("i=2269")).value.value as string[]).includes(REVERSE_CONNECT_PROFILE));
  // RC-031, RC-032
  await until(server, (status) => status.waiting === 1);
  const status = server.reverseConnect.get(url);
  assert.equal(status?.state, "connected");
  assert.equal(status?.sessions, 1);
  assert.equal(status?.channels, 1);
});

test("several sessions at once, each over its own connection", async () => {
  await using server = await start();
  await using _first = await open(server);
  await using _second = await open(server);
  await using _third = await open(server);
  assert.equal(server.reverseConnect.get(url)?.sessions, 3);
});

test("maxSessionCount 1: no connection waits while one is open; the next comes the connect interval after it", async () => {
  await using server = await start({ maxSessionCount: 1 });
  const opened = await open(server);
  assert.equal(server.reverseConnect.get(url)?.sessions, 1);
  assert.equal(server.reverseConnect.get(url)?.waiting, 0);
  await opened[Symbol.asyncDispose]();
  const closedAt = performance.now();
  await until(server, (status) => status.waiting === 1);
  // The close was seen here a little after it was sent; 50 ms for that, the rest must be the interval.
  assert.ok(performance.now() - closedAt >= INTERVAL - 50);
});

test("maxSessionCount counts the sessions of this client's connections only", async () => {
  await using server = await start({ maxSessionCount: 1 });
  await until(server, (status) => status.waiting === 1);
  const client = OPCUAClient.create({ endpointMustExist: false, connectionStrategy: { maxRetry: 0 } });
  await client.connect(`opc.tcp://127.0.0.1:${server.port}`);
  const session = await client.createSession();
  await using _opened = await open(server);
  assert.equal(server.reverseConnect.get(url)?.sessions, 1);
  await session.close();
  await client.disconnect();
});

test("removing a client ends its waiting connection and leaves its session", async () => {
  await using server = await start();
  await using opened = await open(server);
  await until(server, (status) => status.waiting === 1);
  const gone = once(server.reverseConnect, "removed");
  server.reverseConnect.remove(url);
  await gone;
  const value = await opened.session.read({ nodeId: REFERENCE_NODES.wave, attributeId: AttributeIds.Value });
  assert.equal(value.statusCode, StatusCodes.Good);
});

test("stop ends within a second while a session is open and a connection waits", async () => {
  const server = await start();
  await using _opened = await open(server);
  await until(server, (status) => status.waiting === 1);
  const before = performance.now();
  await server.stop();
  await server.stop();
  assert.ok(performance.now() - before < 1000);
});

test("two servers on one client port", async () => {
  await using first = await start();
  await using second = await start();
  await using a = await open(second);
  await using b = await open(first);
  for (const [server, { session }] of [
    [second, a],
    [first, b],
  ] as const) {
    const value = await session.read({ nodeId: "i=2254", attributeId: AttributeIds.Value });
    assert.deepEqual(value.value.value, [server.applicationUri]);
  }
});
