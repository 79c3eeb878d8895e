import assert from "node:assert/strict";
import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { LogLevel, setLogLevel } from "node-opcua";
import { encodeHello, encodeReverseHello } from "../../src/protocol";
import { startReverseConnectServer } from "../../simulators/server";
import { EvilClient } from "./evil-client";
import { oddAcknowledges, oddFirstMessages, oddFrames, oddOpenChannels } from "./frames";
import { servesForward } from "./ordinary-client";
import { Program } from "./program";
import { dial, strike, strikeAfter } from "./strike";

setLogLevel(LogLevel.Emergency);

const folder = mkdtempSync(join(tmpdir(), "reverse-hello-hostile-aggregation-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A server that answers every Hello with the next attack. */
async function evilServer() {
  const attacks = oddAcknowledges();
  let next = 0;
  const server = createServer((socket) => {
    const attack = attacks[next++ % attacks.length];
    if (attack) void strikeAfter(socket, Buffer.alloc(0), "HEL", attack);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `opc.tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.dispose]: () => void server.close() };
}

test("the aggregation server survives every odd frame at each of its four sides, and serves its nodes", async () => {
  using evil = new EvilClient([...oddFrames(), ...oddOpenChannels()]);
  using evilUnderlying = await evilServer();
  const config = {
    server: { "reverse-connect": await evil.start(), redial: "1ms", jitter: 0, suspension: "1ms" },
    listen: "opc.tcp://127.0.0.1:0",
    "reconnect-interval": "1ms",
    underlying: [
      { name: "good", reverse: { "server-uri": "urn:test:good" } },
      { name: "evil", "endpoint-url": evilUnderlying.url },
    ],
  };
  const file = join(folder, "aggregation.yaml");
  writeFileSync(file, JSON.stringify(config));
  await using program = new Program("simulate", "aggregation-server", "--log-format", "json", "--config", file);
  const ready = await program.line(/"event":"ready","port":(\d+).*"listening":\["opc.tcp:\/\/127.0.0.1:(\d+)"\]/);
  const [port, listening] = [Number(ready[1]), Number(ready[2])];
  await using _good = await startReverseConnectServer({
    port: 0,
    host: "127.0.0.1",
    applicationUri: "urn:test:good",
    reverseConnect: {
      clients: [{ endpointUrl: `opc.tcp://127.0.0.1:${listening}` }],
      redial: 100,
      jitter: 0,
      suspension: 500,
    },
  });
  await program.line(/"underlying":"good","state":"up"/);
  const hello = encodeHello({ endpointUrl: `opc.tcp://127.0.0.1:${port}` });
  const reverseHello = encodeReverseHello({ serverUri: "urn:test:good", endpointUrl: "opc.tcp://evil" });
  await Promise.all([
    ...[...oddFrames(), ...oddOpenChannels()].map(async (attack) => strike(await dial(port), hello, attack)),
    ...oddFirstMessages().map(async (attack) => strike(await dial(listening), Buffer.alloc(0), attack)),
    ...oddAcknowledges().map(async (attack) => strikeAfter(await dial(listening), reverseHello, undefined, attack)),
    evil.done(),
  ]);
  assert.ok(program.alive);
  const from = program.lines.length;
  await servesForward(port);
  await program.line(/"underlying":"evil","state":"down"/);
  assert.ok(!program.lines.slice(from).some((line) => /"underlying":"good","state":"down"/.test(line)));
});
