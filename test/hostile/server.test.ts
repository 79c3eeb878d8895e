import assert from "node:assert/strict";
import { test } from "node:test";
import { LogLevel, setLogLevel } from "node-opcua";
import { ReverseConnectManager } from "../../simulators/client";
import { encodeHello } from "../../src/protocol";
import { EvilClient } from "./evil-client";
import { oddFrames, oddOpenChannels } from "./frames";
import { reads, servesForward } from "./ordinary-client";
import { PATIENCE, Program } from "./program";
import { dial, strike } from "./strike";

setLogLevel(LogLevel.Emergency);

const ATTACKS = [...oddFrames(), ...oddOpenChannels()];

test("simulate server survives every odd frame at its forward port, and serves on", async () => {
  await using server = new Program("simulate", "server", "--log-format", "json");
  const port = Number((await server.line(/"event":"ready","port":(\d+)/))[1]);
  const hello = encodeHello({ endpointUrl: `opc.tcp://127.0.0.1:${port}` });
  const strikes = ATTACKS.flatMap((attack) =>
    [hello, Buffer.alloc(0)].map(async (before) => strike(await dial(port), before, attack)),
  );
  await servesForward(port);
  await Promise.all(strikes);
  assert.ok(server.alive);
  await servesForward(port);
});

test("simulate server survives every odd frame over its reverse connections, and serves on", async () => {
  using evil = new EvilClient(ATTACKS);
  const urls = await evil.start();
  await using manager = await new ReverseConnectManager({ listen: "opc.tcp://127.0.0.1:0" }).start();
  const clients = [...urls, manager.url].flatMap((url) => ["--reverse-connect", url]);
  const timing = ["--redial", "1ms", "--jitter", "0", "--suspension", "1ms"];
  await using server = new Program("simulate", "server", "--log-format", "json", ...timing, ...clients);
  const session = await (await manager.waitForConnection({}, { timeout: PATIENCE })).createSession();
  await evil.done();
  assert.ok(server.alive);
  await reads(session.session);
  await session.close();
  const again = await (await manager.waitForConnection({}, { timeout: PATIENCE })).createSession();
  await again.close();
});
