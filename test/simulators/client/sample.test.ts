import assert from "node:assert/strict";
import { test } from "node:test";
import { listen, readTime } from "../../../docs/samples/client";
import { startReverseConnectServer } from "../../../simulators/server";

test("the sample of the documentation reads over a server's connection, encrypted", async () => {
  await using manager = await listen("opc.tcp://127.0.0.1:0");
  const clients = [{ endpointUrl: manager.url }];
  const applicationUri = "urn:example:server";
  const server = await startReverseConnectServer({
    applicationUri,
    autoAccept: true,
    reverseConnect: { clients, redial: 200 },
  });
  try {
    const time = await readTime(manager, applicationUri);
    assert.ok(Math.abs(time.getTime() - Date.now()) < 60_000);
  } finally {
    await server.stop();
  }
});
