import assert from "node:assert/strict";
import { test } from "node:test";
import { runServer } from "../../../docs/samples/server";
import { ListeningPeer } from "./listening-peer";

test("the sample of the documentation dials its client", async () => {
  using peer = await new ListeningPeer().start();
  const lines: string[] = [];
  await using _server = await runServer(peer.url, (line) => lines.push(line));
  const message = await (await peer.connection(1)).message(0);
  assert.ok(message.type === "RHE");
  assert.equal(message.serverUri.value, "urn:example:server");
  assert.deepEqual(lines, [`${peer.url}: closed -> connecting`, `${peer.url}: connecting -> waiting`]);
});
