import assert from "node:assert/strict";
import { test } from "node:test";
import { LogLevel, setLogLevel } from "node-opcua";
import { servesForward } from "./ordinary-client";
import { Program } from "./program";
import { RawChannel } from "./raw-channel";
import { activateSession, createSession, oddIdentities, oddRequests, oddSignatures, tokenOf } from "./services";

setLogLevel(LogLevel.Emergency);

/** Answers are a ServiceFault (or another answer), or an Error message that ends the connection: never silence. */
async function answered(port: number, bodies: (ask: (body: Buffer) => Promise<Buffer>) => Promise<void>): Promise<void> {
  const channel = await RawChannel.dial(port);
  try {
    await bodies(async (body) => (await channel.request(body)) ?? Buffer.alloc(0));
  } finally {
    channel.close();
  }
}

test("simulate server answers every odd request with a fault or an Error, and serves on", async () => {
  await using server = new Program("simulate", "server", "--log-format", "json", "--user", "user:secret");
  const port = Number((await server.line(/"event":"ready","port":(\d+)/))[1]);
  const activated = (identity: Buffer, signature: Buffer) =>
    answered(port, async (ask) => {
      const session = await ask(createSession(null));
      assert.equal(session.readUInt16LE(2), 464, "CreateSession was refused");
      await ask(activateSession(tokenOf(session), identity, signature));
    });
  await Promise.all(oddRequests().map(({ body }) => answered(port, async (ask) => void (await ask(body)))));
  await server.line(/"event":"contained".*"where":"CreateSessionRequest"/);
  const [plain = Buffer.alloc(0)] = oddSignatures();
  await Promise.all([...oddIdentities().values()].map((identity) => activated(identity, plain)));
  const password = oddIdentities().get("password 3, algorithm x") ?? Buffer.alloc(0);
  await Promise.all(oddSignatures().map((signature) => activated(password, signature)));
  assert.ok(server.alive);
  await server.line(/"event":"contained".*"where":"connection".*BadDecodingError/);
  await servesForward(port);
});
