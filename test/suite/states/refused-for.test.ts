import assert from "node:assert/strict";
import { test } from "node:test";
import { refusedFor } from "../../../src/suite/states/controls";
import { HandMade } from "../record";

test("refusals before a client took a connection are counted by their time, those beside it are not", () => {
  const record = new HandMade("client");
  const add = (t: number, phase: "refused" | "opened") =>
    record.at(t).trace.add({ kind: "connection", link: "A", connection: t, phase, side: "client" });
  assert.equal(refusedFor(record.trace.events), 0);
  for (const t of [100, 200, 900]) add(t, "refused");
  add(1000, "opened");
  assert.equal(refusedFor(record.trace.events), 800);
  add(5000, "refused");
  assert.equal(refusedFor(record.trace.events), 800);
});
