import assert from "node:assert/strict";
import { test } from "node:test";
import { LogLevel, setLogLevel } from "node-opcua";
import { ReverseConnectManager, type StartedReverseConnectManager } from "../../simulators/client";
import { startReverseConnectServer } from "../../simulators/server";
import { encodeReverseHello } from "../../src/protocol";
import { oddAcknowledges, oddFirstMessages, oddFrames, type Attack } from "./frames";
import { PATIENCE, Program } from "./program";
import { dial, strikeAfter } from "./strike";
import { reads } from "./ordinary-client";

setLogLevel(LogLevel.Emergency);

const ATTACKS: readonly Attack[] = [...oddAcknowledges(), ...oddFrames()];

/** Servers that send a ReverseHello, and an attack in answer to Hello; each by a name of its own unless one is given. */
async function attackClient(port: number, serverUri?: string): Promise<void> {
  await Promise.all([
    ...oddFirstMessages().map(async (attack) => strikeAfter(await dial(port), Buffer.alloc(0), undefined, attack)),
    ...ATTACKS.map(async (attack, index) => {
      const hello = encodeReverseHello({ serverUri: serverUri ?? `urn:evil:${index}`, endpointUrl: `opc.tcp://evil-${index}` });
      return strikeAfter(await dial(port), hello, "HEL", attack);
    }),
  ]);
}

function goodServer(port: number, interval = 200) {
  return startReverseConnectServer({
    port: 0,
    host: "127.0.0.1",
    applicationUri: "urn:test:good",
    reverseConnect: {
      clients: [{ endpointUrl: `opc.tcp://127.0.0.1:${port}` }],
      redial: interval,
      jitter: 0,
      suspension: 500,
    },
  });
}

test("simulate client survives every odd answer to its Hello, and serves the next server", async () => {
  await using client = new Program(
    "simulate",
    "client",
    "--log-format",
    "json",
    "--listen",
    "opc.tcp://127.0.0.1:0",
    "--channel-timeout",
    "2s",
  );
  const port = Number((await client.line(/"event":"ready".*"port":(\d+)/))[1]);
  await attackClient(port);
  assert.ok(client.alive);
  await using _good = await goodServer(port);
  await client.line(/"event":"session","serverUri":"urn:test:good","state":"open"/);
});

test("simulate client for one server survives strangers who claim its name", async () => {
  const words = [
    "--listen",
    "opc.tcp://127.0.0.1:0",
    "--channel-timeout",
    "500ms",
    "--retry-delay",
    "50ms",
    "--server-uri",
    "urn:test:good",
  ];
  await using client = new Program("simulate", "client", "--log-format", "json", ...words);
  const port = Number((await client.line(/"event":"ready".*"port":(\d+)/))[1]);
  await attackClient(port, "urn:test:good");
  assert.ok(client.alive);
  await using _good = await goodServer(port);
  await client.line(/"event":"session","serverUri":"urn:test:good","state":"open"/);
});

test("the library's manager survives every odd answer while a session is open", async () => {
  const manager: StartedReverseConnectManager = await new ReverseConnectManager({
    listen: "opc.tcp://127.0.0.1:0",
    linger: 200,
  }).start();
  try {
    await using _good = await goodServer(manager.port);
    const session = await (await manager.waitForConnection({ serverUri: "urn:test:good" }, { timeout: PATIENCE })).createSession();
    manager.register({
      mode: "any-always",
      onConnection: (connection) =>
        void connection.createSession({ channelTimeout: 1500, reconnect: false }).catch(() => undefined),
    });
    await attackClient(manager.port);
    await reads(session.session);
  } finally {
    await manager.stop();
  }
});
