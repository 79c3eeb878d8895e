import assert from "node:assert/strict";
import { test } from "node:test";
import { isSeen, type GroundName } from "../../../src/suite/states";
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

test("who dialed again has said ReverseHello twice; a dial that failed before is none", () => {
  assert.equal(
    seen("dialsAgain", "server", (record) => record.dials().says("RHE").closes().dials(2)),
    false,
  );
  assert.equal(
    seen("dialsAgain", "server", (record) => record.dials().says("RHE").closes().dials(2).says("RHE", 2)),
    true,
  );
});
