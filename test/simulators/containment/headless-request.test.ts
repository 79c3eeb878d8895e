import assert from "node:assert/strict";
import { test } from "node:test";
import { LogLevel, setLogLevel } from "node-opcua";
import { encodeHello } from "../../../src/protocol";
import { startReverseConnectServer } from "../../../simulators/server";
import { ListeningPeer } from "../server/listening-peer";
import { NO_REQUEST } from "./no-request";

setLogLevel(LogLevel.Emergency);

test("an OpenSecureChannel whose body is no request is refused on its connection, and costs nobody else anything", async () => {
  using peer = await new ListeningPeer().start();
  const clients = [{ endpointUrl: peer.url }];
  await using _server = await startReverseConnectServer({ host: "127.0.0.1", reverseConnect: { clients, redial: 100, jitter: 0 } });
  const connection = await peer.connection(1);
  const greeting = await connection.message(0);
  assert.equal(greeting.type, "RHE");
  connection.socket.write(encodeHello({ endpointUrl: greeting.endpointUrl.value ?? "" }));
  assert.equal((await connection.message(1)).type, "ACK");
  connection.socket.write(NO_REQUEST);
  // Without the cover the process ends here, by an exception in a timer.
  assert.equal((await connection.message(2)).type, "ERR");
  await connection.end();
  assert.equal((await (await peer.connection(2)).message(0)).type, "RHE");
});
