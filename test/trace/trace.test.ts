import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { describe, test } from "node:test";
import { encodeHello, encodeReverseHello } from "../../src/protocol";
import { DeadlineError, monotonicClock, Trace, TraceRecorder, UnexpectedEventError, type TraceEvent } from "../../src/trace";

const state = (name: string) => ({ kind: "state", actor: "x", state: name }) as const;
const is = (name: string) => (event: TraceEvent) => event.kind === "state" && event.state === name;

describe("waiting", () => {
  test("finds what has come, and what comes", async () => {
    const trace = new Trace(monotonicClock());
    trace.add(state("past"));
    assert.equal((await trace.waitFor("past", is("past"), { within: 0 })).seq, 1);
    const future = trace.waitFor("future", is("future"), { within: 5_000 });
    trace.add(state("other"));
    trace.add(state("future"));
    assert.equal((await future).seq, 3);
  });

  test("what lies before `after` does not count", async () => {
    const trace = new Trace(monotonicClock());
    trace.add(state("a"));
    await assert.rejects(trace.waitFor("another a", is("a"), { within: 10, after: trace.position }), DeadlineError);
  });

  test("what came in time is found behind a loop that was busy over the deadline", async () => {
    const trace = new Trace(monotonicClock());
    const server = createServer((socket) => socket.on("data", () => trace.add(state("came")))).listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
    const [[accepted]] = (await Promise.all([once(server, "connection"), once(client, "connect")])) as [[Socket], unknown];
    const wait = trace.waitFor("what came", is("came"), { within: 30 });
    client.write("x");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    await wait.finally(() => {
      for (const socket of [client, accepted]) socket.destroy();
      server.close();
    });
  });

  test("a deadline that passes says what was awaited, for how long, and what was seen instead", async () => {
    const trace = new Trace(monotonicClock());
    trace.add(state("something else"));
    await assert.rejects(trace.waitFor("a thing", is("thing"), { within: 20 }), (error: Error) => {
      assert.match(error.message, /expected a thing; got nothing of it in 0\.0\d+ s; seen instead: x: something else/);
      return true;
    });
  });

  test("an abort ends it with its reason", async () => {
    const trace = new Trace(monotonicClock());
    const abort = new AbortController();
    const waiting = trace.waitFor("a thing", is("thing"), { within: 60_000, signal: abort.signal });
    abort.abort(new Error("the scenario is over"));
    await assert.rejects(waiting, /the scenario is over/);
  });
});

describe("never", () => {
  test("resolves when the window has passed, not before", async () => {
    const trace = new Trace(monotonicClock());
    const started = trace.now();
    await trace.never("thing", is("thing"), { for: 30 });
    assert.ok(trace.now() - started >= 29);
  });

  test("rejects at the first match, also one that came before the call but in the window", async () => {
    const trace = new Trace(monotonicClock());
    const since = trace.now();
    trace.add(state("thing"));
    await assert.rejects(trace.never("thing", is("thing"), { for: 60_000, since }), UnexpectedEventError);
    const later = trace.never("other", is("other"), { for: 60_000 });
    trace.add(state("other"));
    await assert.rejects(later, UnexpectedEventError);
  });

  test("a window in the past is judged at once, and what came behind it does not count", async () => {
    const trace = new Trace(monotonicClock());
    const since = trace.now();
    await trace.until(since + 20);
    trace.add(state("thing"));
    await trace.never("thing", is("thing"), { for: 10, since });
  });
});

describe("recorder", () => {
  const at = { link: "L", connection: 1, direction: "to-client", side: "server" } as const;

  test("cuts streams of each side and direction into numbered messages", () => {
    const trace = new Trace(monotonicClock());
    const recorder = new TraceRecorder(trace);
    const bytes = Buffer.concat([encodeReverseHello({ serverUri: "u", endpointUrl: "e" }), encodeHello({ endpointUrl: "e" })]);
    recorder.data({ ...at, bytes: bytes.subarray(0, 10) });
    recorder.data({ ...at, side: "client", bytes: bytes.subarray(0, 5) });
    recorder.data({ ...at, bytes: bytes.subarray(10) });
    const messages = trace.events.flatMap((event) =>
      event.kind === "message" ? [[event.message.type, event.number, event.side]] : [],
    );
    assert.deepEqual(messages, [
      ["RHE", 1, "server"],
      ["HEL", 2, "server"],
    ]);
    assert.equal(recorder.segments.length, 3);
  });

  test("a message that the end of the stream cut off is kept as bytes, once", () => {
    const trace = new Trace(monotonicClock());
    const recorder = new TraceRecorder(trace);
    recorder.data({ ...at, bytes: Buffer.from("RHEF\x40\0\0\0half") });
    recorder.connection({ link: "L", connection: 1, phase: "peer-closed", side: "server", how: "fin" });
    recorder.connection({ link: "L", connection: 1, phase: "closed", side: "server", how: "fin" });
    const partial = trace.events.filter((event) => event.kind === "bytes");
    assert.deepEqual(
      partial.map(({ reason, bytes }) => [reason, bytes.length]),
      [["partial", 12]],
    );
  });

  test("bytes that are no OPC UA are kept, with the reason", () => {
    const trace = new Trace(monotonicClock());
    new TraceRecorder(trace).data({ ...at, bytes: Buffer.from("GET / HTTP/1.1") });
    const [event] = trace.events;
    assert.ok(event?.kind === "bytes" && event.reason === "malformed");
    assert.match(event.error ?? "", /MessageType at offset 0: expected one of HEL.*got "GET"/);
  });
});
