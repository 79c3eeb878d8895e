import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeMessage, encodeError } from "../../../src/protocol";
import { accountOf, ConformanceError, Expect, subjectOf } from "../../../src/suite/expect";
import { UnexpectedEventError, type TraceEvent } from "../../../src/trace";
import { HandMade } from "../record";

test("what we sent is told in order on the connection of the first refusal, and so is that refusal in words", () => {
  const record = new HandMade("server").dials().says("RHE").hears("HEL");
  const from = record.trace.position;
  record.hears("CLO").says("BadTimeout").closes();
  for (let connection = 2; connection <= 40; connection += 1)
    record.dials(connection).says("RHE", connection).hears("HEL", connection).says("ERR", connection).closes("fin", connection);
  const { sent, refusal } = accountOf(record.trace, "server", from);
  assert.match(sent, /^A#1: HEL 61 B EndpointUrl "opc\.tcp:\/\/server\.example:4840".*, then CLO 40 B channel 1$/);
  assert.equal(refusal, "A#1: Error BadTimeout (0x800A0000)");
});

test("a refusal before the last act is not told, nor what a control did after it", () => {
  const record = new HandMade("client").dials().hears("RHE").says("ERR");
  const from = record.trace.position;
  record.dials(2).hears("RHE", 2);
  record.trace.add({ kind: "state", actor: "harness", state: "control begins" });
  record.dials(3).hears("RHE", 3).says("ERR", 3);
  const { sent, refusal } = accountOf(record.trace, "client", from);
  assert.match(sent, /^A#2: RHE /);
  assert.equal(refusal, undefined);
});

test("a ServiceFault on a channel without security is told with its status", () => {
  const record = new HandMade("server").dials().says("RHE").hears("HEL").says("ACK").says("fault");
  assert.match(accountOf(record.trace, "server", 0).refusal ?? "", /^A#1: ServiceFault .* in OPN$/);
});

test("messages that differ in figures only are counted, and what is wrong on purpose says so", () => {
  const record = new HandMade("server").dials().says("RHE").hears("HEL");
  for (let count = 0; count < 30; count += 1) record.hears("MSG");
  record.trace.add({ kind: "deliberate", link: "A", connection: 1, what: "an Error out of turn" });
  record.hears("ERR");
  const { sent } = accountOf(record.trace, "server", 0);
  assert.match(sent, /, then MSG 40 B channel 1 \(30 times\), then ERR 16 B .*\(as the scenario wants it\)$/);
});

test("a message whose end never comes is told by what it states", () => {
  const record = new HandMade("server").dials().says("RHE").hears("HEL").says("ACK");
  const unfinished = "132 bytes of OPN whose MessageSize says 65537";
  record.trace.add({ kind: "deliberate", link: "A", connection: 1, what: "OPN as the scenario wants it", unfinished });
  const { sent } = accountOf(record.trace, "server", 0);
  assert.match(sent, /^A#1: HEL .*, then 132 bytes of OPN whose MessageSize says 65537 \(as the scenario wants it\)$/);
});

test("the SUT's own lines are told, of JSON its message, and how many there were more", () => {
  const { trace } = new HandMade("server").dials();
  for (let line = 1; line <= 8; line += 1)
    trace.add({ kind: "log", actor: "sut", stream: "stderr", line: `{"level":30,"msg":"line \\"${line}\\""}` });
  trace.add({ kind: "log", actor: "harness", stream: "log", line: "ours" });
  const { sent, log } = accountOf(trace, "server", 0);
  assert.equal(sent, "nothing: our side only took the connection");
  assert.equal(log?.[0], 'line "1"');
  assert.equal(log.at(-1), "… and 2 lines more");
});

test("the colours of the SUT's log are left out", () => {
  const { trace } = new HandMade("client");
  trace.add({ kind: "log", actor: "sut", stream: "stdout", line: "\u001b[32minfo/network\u001b[0m TCP 5 | Socket closed" });
  assert.deepEqual(accountOf(trace, "client", 0).log, ["info/network TCP 5 | Socket closed"]);
});

test("of several connections the one that the finding is about is told, and what was said on it", () => {
  const record = new HandMade("server")
    .dials()
    .says("RHE")
    .hears("HEL")
    .says("ACK")
    .dials(2)
    .says("RHE", 2)
    .dials(3)
    .says("RHE", 3);
  const from = record.trace.position;
  record.says("BadTimeout", 2).closes("fin", 2);
  record.closes("fin", 3);
  assert.match(accountOf(record.trace, "server", from).sent, /^A#2: nothing/);
  const { sent, refusal } = accountOf(record.trace, "server", from, { link: "A", connection: 3 });
  assert.deepEqual([sent, refusal], ["A#3: nothing", undefined]);
});

test("what was awaited in vain is told of the connection on which it was", async () => {
  const record = new HandMade("client").dials().hears("RHE").dials(2).hears("CLO", 2);
  const facing = { name: "A", view: record.view, current: 1, spoke: 0 };
  const error: unknown = await new Expect(record.context)
    .refuses(facing, "with or without an Error", 20)
    .catch((each: unknown) => each);
  assert.match(accountOf(record.trace, "client", 0).sent, /^A#2: CLO/);
  assert.match(accountOf(record.trace, "client", 0, subjectOf(error)).sent, /^A#1: RHE/);
});

test("a finding is about the connection that the SUT ended, and about none in particular where it did something else", () => {
  const { trace } = new HandMade("server").dials().says("RHE").closes("rst");
  const about = (phase: string) => trace.events.find((event) => event.kind === "connection" && event.phase === phase) as TraceEvent;
  const ended = about("peer-closed");
  assert.equal(subjectOf(new UnexpectedEventError("end", ended, 0, 1000)), ended);
  assert.equal(subjectOf(new UnexpectedEventError("dial", about("opened"), 0, 1000)), undefined);
  assert.equal(subjectOf(new ConformanceError("a dial", "none")), undefined);
  assert.deepEqual(subjectOf(new ConformanceError("a goodbye", "none").on({ link: "A" }, 2)), { link: "A", connection: 2 });
});

for (const [how, told] of [
  ["fin", "a close (FIN)"],
  ["rst", "a reset"],
] as const)
  test(`that our side ended the connection is told last: ${told}`, () => {
    const { trace } = new HandMade("server").dials().says("RHE").hears("HEL");
    trace.add({ kind: "connection", link: "A", connection: 1, phase: "peer-closed", side: "client", how });
    assert.ok(accountOf(trace, "server", 0).sent.endsWith(`, then ${told}`));
  });

test("bytes that are no message are told, the first of them", () => {
  const { trace } = new HandMade("server").dials().says("RHE");
  const told = (length: number) => {
    const bytes = Buffer.concat([Buffer.from("XYZF"), Buffer.alloc(length - 4, 7)]);
    trace.add({
      kind: "bytes",
      link: "A",
      connection: 1,
      side: "client",
      direction: "to-server",
      offset: 0,
      reason: "malformed",
      bytes,
    });
    return accountOf(trace, "server", 0).sent;
  };
  assert.ok(told(8).endsWith("A#1: 8 bytes that are not a whole message (58 59 5a 46 07 07 07 07)"));
  assert.ok(told(40).endsWith(", then 40 bytes that are not a whole message (58 59 5a 46 07 07 07 07 07 07 07 07 07 07 07 07 …)"));
});

test("a connection that is not taken is a refusal, with the system's word for it; an Error is told with its reason", () => {
  const { trace } = new HandMade("client").dials();
  trace.add({ kind: "connection", link: "A", connection: 1, phase: "refused", side: "client", detail: "ECONNREFUSED" });
  assert.equal(accountOf(trace, "client", 0).refusal, "A#1: the client takes no connection (ECONNREFUSED)");
  const said = new HandMade("client").dials().hears("RHE");
  const message = decodeMessage(encodeError({ code: 0x807d0000, reason: "come later" }));
  said.trace.add({
    kind: "message",
    link: "A",
    connection: 1,
    side: "client",
    direction: "to-server",
    number: 1,
    offset: 0,
    message,
  });
  assert.match(accountOf(said.trace, "client", 0).refusal ?? "", /^A#1: Error BadTcpServerTooBusy \(0x807D0000\), .*come later/);
});
