import assert from "node:assert/strict";
import { test } from "node:test";
import { ListeningPeer } from "../../../src/suite/conversation/listening-peer";
import { HandMade } from "../record";

/** A client of ours that reads a hand-made record; what it waits for has reached it. */
function clientOf(record: HandMade): ListeningPeer {
  const made = {
    name: "A",
    view: record.view,
    context: record.context,
    current: 0,
    arrives: () => Promise.resolve(),
    speaks: () => undefined,
  };
  return Object.assign(Object.create(ListeningPeer.prototype) as ListeningPeer, made);
}

test("a ReverseHello on a connection that an outage had ended is no next one", async () => {
  const record = new HandMade("server").dials().at(10).isClosed().at(20).says("RHE").at(100).dials(2).says("RHE", 2);
  assert.equal((await clientOf(record).reverseHello(100)).connection, 2);
});

test("one that was said before its connection ended is", async () => {
  const record = new HandMade("server").dials().says("RHE").at(10).isClosed().at(100).dials(2).says("RHE", 2);
  assert.equal((await clientOf(record).reverseHello(100)).connection, 1);
});
