import assert from "node:assert/strict";
import { test } from "node:test";
import { startPeer, type PeerEvent, type StartedPeer } from "../../../simulators/peers";
import { RawDialer, type RawConnection } from "../../../simulators/raw";
import { encodeHello, encodeReverseHello, STATUS_CODES, statusName } from "../../../src/protocol";
import { monotonicClock, Trace, TraceRecorder } from "../../../src/trace";

const SOON = 5000;

async function dial(peer: StartedPeer, serverUri = "urn:test:server", bytes?: Buffer): Promise<RawConnection> {
  const connection = await new RawDialer({ host: "127.0.0.1", port: peer.port }).dial();
  await connection.send(bytes ?? encodeReverseHello({ serverUri, endpointUrl: "opc.tcp://test:1" }));
  return connection;
}

/** "fin" or "rst": how the peer ended the connection. */
function ending(connection: RawConnection): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the peer did not close")), SOON);
    const done = (how: string) => () => (clearTimeout(timer), resolve(how));
    connection.socket.once("end", done("fin"));
    connection.socket.once("error", done("rst"));
    if (connection.ended) done("fin")();
  });
}

test("a rejecting client sends its code and closes; servers that it does not mean are left waiting", async () => {
  const events: PeerEvent[] = [];
  const servers = [{ serverUri: "urn:a" }, { endpointUrl: "opc.tcp://elsewhere:1" }];
  const code = STATUS_CODES.BadServerTooBusy;
  await using peer = await startPeer("error", { code, reason: "no", servers, onEvent: (event) => events.push(event) });
  const [a, b] = [await dial(peer, "urn:a"), await dial(peer, "urn:b")];
  const error = await a.message("ERR", SOON);
  assert.deepEqual([statusName(error.code), error.reason.value], ["BadServerTooBusy", "no"]);
  assert.ok(await a.closed(SOON));
  assert.ok(b.open);
  assert.deepEqual(events.map((event) => event.type).filter((type) => type === "reverse-hello").length, 2);
});

test("a rejecting client may stop rejecting after some times", async () => {
  await using peer = await startPeer("error", { times: 1 });
  assert.equal(statusName((await (await dial(peer)).message("ERR", SOON)).code), "BadTcpMessageTypeInvalid");
  const second = await dial(peer);
  assert.equal(await second.closed(50), false);
});

test("silent, acknowledging, closing and resetting clients do what their names say", async () => {
  await using silent = await startPeer("silent");
  const quiet = await dial(silent);
  await using acknowledging = await startPeer("acknowledge");
  await (await dial(acknowledging)).message("ACK", SOON);
  for (const at of ["accept", "reverse-hello"] as const) {
    await using closing = await startPeer(at === "accept" ? "close-at-accept" : "close");
    assert.equal(await ending(await dial(closing)), "fin");
    await using resetting = await startPeer(at === "accept" ? "reset-at-accept" : "reset");
    // A reset at accept may be faster than the dialer's own "connect".
    const how = await dial(resetting).then(ending, (error: NodeJS.ErrnoException) => error.code);
    assert.ok(how === "rst" || (at === "accept" && how === "ECONNRESET"), how);
  }
  assert.ok(quiet.open);
  assert.equal(quiet.received.length, 0);
});

test("non-upgraded: BadTcpMessageTypeInvalid at once, and nothing against a Hello", async () => {
  await using peer = await startPeer("error-at-once");
  const connection = await dial(peer);
  assert.equal(statusName((await connection.message("ERR", SOON)).code), "BadTcpMessageTypeInvalid");
  assert.equal(await ending(connection), "fin");
  const forward = await dial(peer, "", encodeHello({ endpointUrl: peer.url }));
  assert.equal(await forward.closed(50), false);
});

test("non-upgraded: a plain node-opcua server answers BadCommunicationError", async () => {
  await using peer = await startPeer("opcua-server");
  const connection = await dial(peer);
  assert.equal(statusName((await connection.message("ERR", SOON)).code), "BadCommunicationError");
  assert.ok(await connection.closed(SOON));
});

test("non-upgraded: another protocol sends no OPC UA message and closes", async () => {
  await using peer = await startPeer("other-protocol");
  const connection = await dial(peer);
  let text = "";
  connection.socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  assert.equal(await ending(connection), "fin");
  assert.equal(connection.received.length, 0);
  assert.match(text, /^HTTP\/1\.1 400/);
});

test("what a peer sees and says can be recorded", async () => {
  const trace = new Trace(monotonicClock());
  await using peer = await startPeer("error", { observer: new TraceRecorder(trace) });
  await (await dial(peer)).closed(SOON);
  const messages = trace.events.flatMap((event) => (event.kind === "message" ? [`${event.direction} ${event.message.type}`] : []));
  assert.deepEqual(messages, ["to-client RHE", "to-server ERR"]);
});

test("stop ends a peer with open connections, twice is fine", async () => {
  const peer = await startPeer("silent");
  const connection = await dial(peer);
  await Promise.all([peer.stop(), peer.stop()]);
  assert.ok(await connection.closed(SOON));
  await assert.rejects(dial(peer));
});
