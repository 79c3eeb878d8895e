import assert from "node:assert/strict";
import { test } from "node:test";
import { groundOfComingBack, isSeen, type GroundName } from "../../../src/suite/states";
import type { Role } from "../../../src/trace";
import { HandMade } from "../record";

const seen = (ground: GroundName, sut: Role, make: (record: HandMade) => unknown): boolean => {
  const record = new HandMade(sut);
  make(record);
  return isSeen(ground, { trace: record.trace, views: new Map([["A", record.view]]) });
};
const tells = (record: HandMade, actor: string, state: string) => record.trace.add({ kind: "state", actor, state });

test("a connection that waits shows no session, nor an Acknowledge", () => {
  const waits = (record: HandMade) => record.dials().says("RHE");
  assert.equal(seen("givesSession", "server", waits), false);
  assert.equal(seen("acknowledges", "server", waits), false);
  assert.equal(
    seen("acknowledges", "server", (record) => waits(record).hears("HEL").says("ACK")),
    true,
  );
});

test("a session is what our side told of it", () => {
  assert.equal(
    seen("givesSession", "server", (record) => tells(record, "client A", "session open (None)")),
    true,
  );
  assert.equal(
    seen("opensSession", "client", (record) => tells(record, "server real", "session activated")),
    true,
  );
  assert.equal(
    seen("opensSession", "client", (record) => record.hears("RHE").says("HEL")),
    false,
  );
});

test("a channel that was refused by a ServiceFault is none", () => {
  assert.equal(
    seen("opensChannel", "server", (record) => record.dials().says("RHE").says("fault")),
    false,
  );
  assert.equal(
    seen("opensChannel", "server", (record) => record.dials().says("RHE").says("OPN")),
    true,
  );
});

test("who comes back has said ReverseHello again after its client has closed without a word; a dial that failed before is none", () => {
  const waits = (record: HandMade) => record.dials().says("RHE");
  const cases: [ground: GroundName, make: (record: HandMade) => unknown, isSeen: boolean][] = [
    ["dialsAgain", (record) => waits(record).at(1).isClosed().at(2).dials(2), false],
    ["dialsAgain", (record) => waits(record).at(1).isClosed().at(2).dials(2).says("RHE", 2), true],
    // Its own close, and one that an Error came with, show how it comes back from those.
    ["dialsAgain", (record) => waits(record).at(1).closes().at(2).dials(2).says("RHE", 2), false],
    ["dialsAgain", (record) => waits(record).hears("ERR").at(1).isClosed().at(2).dials(2).says("RHE", 2), false],
    // Beside the one that was closed, and before.
    ["dialsAgain", (record) => waits(record).dials(2).says("RHE", 2).at(1).isClosed(), false],
    ["dialsAgain", (record) => waits(record).hears("HEL").says("ACK").at(1).isClosed().at(2).dials(2).says("RHE", 2), false],
    ["comesBack", (record) => waits(record).hears("HEL").says("ACK").at(1).isClosed().at(2).dials(2).says("RHE", 2), true],
    ["comesBack", (record) => waits(record).at(1).isClosed().at(2).dials(2).says("RHE", 2), false],
  ];
  for (const [index, [ground, make, expected]] of cases.entries())
    assert.equal(seen(ground, "server", make), expected, `case ${index + 1}`);
});

test("a client opens another session after its server has closed, not after a close of its own", () => {
  const hello = (record: HandMade) => record.reaches().hears("RHE").says("HEL").at(1);
  const session = (record: HandMade) =>
    tells(record.at(2).reaches(2).hears("RHE", 2).says("HEL", 2), "server real", "session activated");
  assert.equal(
    seen("opensAnother", "client", (record) => session(hello(record).isClosed())),
    true,
  );
  assert.equal(
    seen("opensAnother", "client", (record) => session(hello(record).closes())),
    false,
  );
  assert.equal(
    seen("opensAnother", "client", (record) => session(record.at(1))),
    false,
  );
});

test("what a next connection stands on where our side has closed the one before, and nothing was wrong with it", () => {
  const ground = (make: (record: HandMade) => HandMade) =>
    groundOfComingBack(make(new HandMade("server").dials().says("RHE")).view, 1);
  assert.equal(
    ground((record) => record.isClosed()),
    "dialsAgain",
  );
  assert.equal(
    ground((record) => record.hears("HEL").says("ACK").isClosed()),
    "comesBack",
  );
  assert.equal(groundOfComingBack(new HandMade("client").reaches().hears("RHE").says("HEL").isClosed().view, 1), "opensAnother");
  assert.equal(groundOfComingBack(new HandMade("client").reaches().hears("RHE").says("HEL").closes().view, 1), undefined);
  assert.equal(
    ground((record) => record.hears("ERR").isClosed()),
    undefined,
  );
  // It found something wrong, or ended the connection itself, or it is still there.
  assert.equal(
    ground((record) => record.hears("HEL").says("ERR").isClosed()),
    undefined,
  );
  assert.equal(
    ground((record) => record.hears("HEL").closes()),
    undefined,
  );
  assert.equal(
    ground((record) => record.hears("HEL").says("ACK")),
    undefined,
  );
});

test("a session after its own close shows a client that can listen again; one before it, of another process, or after a reset does not", () => {
  const activated = (record: HandMade) => tells(record.at(9), "server last", "session activated");
  const shows = (make: (record: HandMade) => unknown) =>
    seen("opensAfterItsClose", "client", (record) => make(record.dials().hears("RHE").says("HEL")));
  assert.equal(
    shows((record) => activated(record.at(5).closes("fin"))),
    true,
  );
  assert.equal(
    shows((record) => activated(record.at(5).isClosed())),
    false,
  );
  assert.equal(
    shows((record) => activated(record.at(5).closes("rst"))),
    false,
  );
  assert.equal(
    shows((record) => (activated(record), record.at(12).closes("fin"))),
    false,
  );
  assert.equal(
    shows((record) => (tells(record.at(5).closes("fin").at(6), "sut", "starting"), activated(record))),
    false,
  );
});
