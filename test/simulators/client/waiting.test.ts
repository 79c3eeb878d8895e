import assert from "node:assert/strict";
import { test } from "node:test";
import { isReverseConnectError, ReverseConnectManager, type ReverseConnection } from "../../../simulators/client";
import { encodeReverseHello } from "../../../src/protocol";
import { refusal, SOON, startManager } from "./helpers";

const A = "urn:test:a";
const B = "urn:test:b";

test("waitForConnection gets the server that it asked for, whoever dials first", async () => {
  await using t = await startManager();
  await t.dial(B);
  const waiting = t.manager.waitForConnection({ serverUri: A });
  await t.dial(A, "opc.tcp://a:1/");
  const connection = await waiting;
  assert.equal(connection.serverUri, A);
  assert.equal(connection.endpointUrl, "opc.tcp://a:1/");
  assert.equal((await t.manager.waitForConnection()).serverUri, B); // was held
});

test("both conditions of a filter must hold; hosts compare without case, one trailing slash does not count", async () => {
  await using t = await startManager();
  const waiting = t.manager.waitForConnection({ serverUri: A, endpointUrl: "opc.tcp://HOST:1/" });
  await t.dial(A, "opc.tcp://other:1");
  await t.dial(B, "opc.tcp://host:1");
  await t.dial(A, "opc.tcp://host:1");
  assert.equal((await waiting).endpointUrl, "opc.tcp://host:1");
  assert.equal(t.manager.heldConnections.length, 2);
});

test("an exact registration wins over any, whatever their order; once is once and always is always", async () => {
  await using t = await startManager();
  const got: string[] = [];
  const note = (who: string) => (connection: ReverseConnection) => void got.push(`${who} ${connection.serverUri}`);
  t.manager.register({ mode: "any-always", onConnection: note("any") });
  t.manager.register({ mode: "once", filter: { serverUri: A }, onConnection: note("once") });
  t.manager.register({ mode: "always", filter: { serverUri: B }, onConnection: note("always") });
  for (const uri of [A, A, B, B]) await t.dial(uri);
  await t.event("delivered", (event) => event.connection === 4);
  assert.deepEqual(got.sort(), [`always ${B}`, `always ${B}`, `any ${A}`, `once ${A}`]);
});

test("any-once takes one server, the next one is held", async () => {
  await using t = await startManager();
  t.manager.register({ mode: "any-once", onConnection: () => "accept" });
  await t.dial(A);
  await t.event("delivered");
  await t.dial(B);
  await t.event("held");
  assert.deepEqual(
    t.manager.heldConnections.map((held) => held.serverUri),
    [B],
  );
});

test("a registration without a filter is refused unless it is for any", async () => {
  await using t = await startManager();
  assert.throws(() => t.manager.register({ mode: "always", onConnection: () => "accept" }), /expected filter/);
});

for (const [dialect, code] of [
  ["netstandard", "BadTcpMessageTypeInvalid"],
  ["spec", "BadTcpEndpointUrlInvalid"],
] as const) {
  test(`nobody wants it: ${code} after the hold time, never before (${dialect})`, async () => {
    await using t = await startManager({ dialect, holdTime: 200 });
    const start = performance.now();
    const connection = await t.dial();
    assert.equal(await refusal(connection), code);
    assert.ok(performance.now() - start >= 199, "held for the hold time");
  });

  test(`rejected by the callback: ${code} at once (${dialect})`, async () => {
    await using t = await startManager({ dialect });
    t.manager.register({ mode: "any-always", onConnection: async () => "reject" as const });
    assert.equal(await refusal(await t.dial()), code);
  });
}

test("a callback rejects with a code of its choice; one that throws is BadInternalError; others are not disturbed", async () => {
  await using t = await startManager();
  t.manager.register({
    mode: "always",
    filter: { serverUri: A },
    onConnection: () => ({ reject: "BadServerTooBusy", reason: "no" }),
  });
  t.manager.register({ mode: "always", filter: { serverUri: B }, onConnection: () => Promise.reject(new Error("bug")) });
  const [a, b, c] = [await t.dial(A), await t.dial(B), await t.dial("urn:test:c")];
  assert.equal(await refusal(a), "BadServerTooBusy");
  assert.equal((await a.message("ERR", SOON)).reason.value, "no");
  assert.equal(await refusal(b), "BadInternalError");
  assert.ok(c.open);
});

test("registering and unregistering leaves held connections alone (UA-.NETStandard issue 3985)", async () => {
  await using t = await startManager({ holdTime: 60_000 });
  const connection = await t.dial(A);
  await t.event("held");
  for (let i = 0; i < 5; i += 1)
    t.manager.register({ mode: "always", filter: { serverUri: B }, onConnection: () => "accept" }).cancel();
  await assert.rejects(t.manager.waitForConnection({ serverUri: B }, { timeout: 1 }));
  assert.ok(connection.open);
  assert.equal((await t.manager.waitForConnection({ serverUri: A })).state, "waiting");
});

for (const how of ["end", "reset"] as const) {
  test(`a held connection that the server ${how}s is dropped at once and never handed out`, async () => {
    await using t = await startManager();
    const connection = await t.dial(A);
    await t.event("held");
    connection[how]();
    await t.event("dropped");
    assert.equal(t.manager.heldConnections.length, 0);
    await assert.rejects(t.manager.waitForConnection({ serverUri: A }, { timeout: 20 }));
  });
}

test("a connection that closes in the application's hands cannot be used", async () => {
  await using t = await startManager();
  const server = await t.dial(A);
  const connection = await t.manager.waitForConnection();
  server.end();
  await t.event("dropped");
  assert.equal(connection.state, "closed");
  assert.throws(
    () => connection.takeSocket(),
    (error) => isReverseConnectError(error, "CONNECTION_CLOSED"),
  );
});

test("waiting ends with its time limit, its signal, or the manager", async () => {
  await using t = await startManager();
  const start = performance.now();
  await assert.rejects(
    t.manager.waitForConnection({ serverUri: A }, { timeout: 50 }),
    (error) => isReverseConnectError(error, "WAIT_TIMEOUT") && error.message.includes(A),
  );
  assert.ok(performance.now() - start >= 49);
  const stop = new AbortController();
  const aborted = assert.rejects(t.manager.waitForConnection({}, { signal: stop.signal }), (error) =>
    isReverseConnectError(error, "ABORTED"),
  );
  stop.abort();
  await aborted;
  const stopped = assert.rejects(t.manager.waitForConnection({}, { timeout: Infinity }), (error) =>
    isReverseConnectError(error, "STOPPED"),
  );
  await t.manager.stop();
  await stopped;
  await assert.rejects(t.manager.waitForConnection(), (error) => isReverseConnectError(error, "STOPPED"));
});

test("over the cap of held connections: BadServerTooBusy, but who is wanted gets through (RC-027)", async () => {
  await using t = await startManager({ maxHeld: 2 });
  const held = [await t.dial("urn:1"), await t.dial("urn:2")];
  await t.event("held", (event) => event.connection === 2);
  assert.equal(await refusal(await t.dial("urn:3")), "BadServerTooBusy");
  const waiting = t.manager.waitForConnection({ serverUri: A });
  await t.dial(A);
  await waiting;
  assert.ok(held.every((connection) => connection.open));
});

test("no ReverseHello in time: BadTimeout and close (RC-023); half of one does not help", async () => {
  await using t = await startManager({ firstMessageTimeout: 150 });
  const start = performance.now();
  const half = await t.send(encodeReverseHello({ serverUri: A, endpointUrl: "opc.tcp://a:1" }).subarray(0, 20));
  assert.equal(await refusal(half), "BadTimeout");
  assert.ok(performance.now() - start >= 149);
});

test("silent peers over their cap push out the oldest silent one, not a server that speaks", async () => {
  await using t = await startManager({ maxSilent: 3 });
  const silent = [];
  for (let i = 0; i < 4; i += 1) silent.push(await t.send(Buffer.alloc(0)));
  assert.equal(await refusal(silent[0] ?? assert.fail()), "BadServerTooBusy");
  await t.dial(A);
  assert.equal((await t.manager.waitForConnection({ serverUri: A })).serverUri, A);
  assert.ok(silent.slice(2).every((connection) => connection.open));
});

test("who has just come is not silent yet: servers that all come back at once are not refused", async () => {
  await using t = await startManager({ maxSilent: 3 });
  const herd = [];
  for (let i = 0; i < 20; i += 1) herd.push(await t.send(Buffer.alloc(0)));
  for (const [i, connection] of herd.entries())
    await connection.send(encodeReverseHello({ serverUri: `urn:herd:${i}`, endpointUrl: "opc.tcp://a:1" }));
  await t.manager.waitForConnection({ serverUri: "urn:herd:19" });
  assert.ok(herd.every((connection) => connection.open));
  assert.equal(t.manager.heldConnections.length, 19);
});

test("a message before our Hello ends a held connection", async () => {
  await using t = await startManager();
  const connection = await t.dial(A);
  await t.event("held");
  await connection.send(Buffer.from("ACKF"));
  assert.equal(await refusal(connection), "BadTcpMessageTypeInvalid");
});

test("one byte at a time is a ReverseHello too; garbage and endless bytes disturb nobody", async () => {
  await using t = await startManager();
  const slow = await t.send(Buffer.alloc(0));
  const garbage = await t.send(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
  assert.equal(await refusal(garbage), "BadTcpMessageTypeInvalid");
  const endless = await t.send(Buffer.alloc(64 * 1024, 0x41));
  for (let i = 0; i < 40; i += 1) await endless.send(Buffer.alloc(64 * 1024, 0x42));
  assert.ok(await endless.closed(SOON));
  for (const byte of encodeReverseHello({ serverUri: A, endpointUrl: "opc.tcp://a:1" })) await slow.send(Buffer.from([byte]));
  assert.equal((await t.manager.waitForConnection()).serverUri, A);
});

test("several addresses, one manager; a port in use opens none of them", async () => {
  await using t = await startManager({ listen: ["opc.tcp://127.0.0.1:0", "rcp+opc.tcp://[::1]:0"] });
  assert.equal(t.manager.urls.length, 2);
  assert.match(t.manager.urls[1] ?? "", /^opc\.tcp:\/\/\[::1\]:\d+$/);
  await assert.rejects(
    new ReverseConnectManager({ listen: ["opc.tcp://127.0.0.1:0", t.manager.url] }).start(),
    (error) => isReverseConnectError(error, "PORT_IN_USE") && error.message.includes(t.manager.url),
  );
});

test("stop ends within a second, held and silent connections included; twice is fine", async () => {
  await using t = await startManager();
  const connections = [await t.dial(A), await t.send(Buffer.from("RHE"))];
  await t.event("held");
  const start = performance.now();
  await Promise.all([t.manager.stop(), t.manager.stop()]);
  assert.ok(performance.now() - start < 1000);
  for (const connection of connections) assert.ok(await connection.closed(SOON));
});

test("a mutant is the reference with one decision changed", async () => {
  await using t = await startManager({ behaviour: { matches: () => true } });
  const waiting = t.manager.waitForConnection({ serverUri: "urn:somebody:else" });
  await t.dial(A);
  assert.equal((await waiting).serverUri, A);
});

test("a wrong option is named, and nothing starts", () => {
  const listen = "opc.tcp://127.0.0.1:0";
  assert.throws(() => new ReverseConnectManager({ listen, holdTime: -1 }), /holdTime: expected a number from 0 on, got -1/);
  assert.throws(() => new ReverseConnectManager({ listen, maxHeld: NaN }), /maxHeld: .* got NaN/);
  assert.throws(
    () => new ReverseConnectManager({ listen, dialect: "x" as "spec" }),
    /dialect: expected netstandard or spec, got x/,
  );
});

test("a session that was about to open is told of no more once the manager has stopped", async () => {
  await using t = await startManager();
  await t.dial(A);
  const connection = await t.manager.waitForConnection();
  // Its first work is to make a key; what it does then, it does behind the stop.
  const opening = connection.createSession();
  await t.manager.stop();
  const told = t.events.length;
  await assert.rejects(opening);
  assert.deepEqual(
    t.events.slice(told).map(({ type }) => type),
    [],
  );
});
