import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connectionsBefore, inTurn } from "../../../src/suite/conversation/in-turn";
import { DeadlineError } from "../../../src/trace";
import { HandMade } from "../record";

/** So many strangers dialed the client before our server "real" did. */
function strangers(count: number): HandMade {
  const record = new HandMade("client");
  for (let connection = 1; connection <= count; connection += 1) record.reaches(connection).hears("RHE", connection);
  record.trace.add({ kind: "connection", link: "real", connection: 1, phase: "opened", side: "server" });
  return record;
}

/** The client comes to our server in the given wait; in each before, which lasts `within` ms, it ends so many connections of strangers. */
async function waitsFor(count: number, each: number, comesIn: number, within = 1000): Promise<number> {
  const record = strangers(count);
  let [waits, ended] = [0, 0];
  await inTurn(record.trace, "real", within, () => {
    waits += 1;
    if (waits === comesIn) return Promise.resolve();
    record.at(record.now + within);
    for (let more = 0; more < each && ended < count; more += 1) record.closes("fin", (ended += 1));
    return Promise.reject(new DeadlineError("a session", within, []));
  }).catch((error: unknown) => {
    if (!(error instanceof DeadlineError)) throw error;
    waits = -waits;
  });
  return waits;
}

describe("a client that serves one after the other", () => {
  it("is waited for as long as it goes on with those who came before", async () => {
    assert.equal(await waitsFor(120, 50, 3), 3);
  });
  it("is not when it stops with them", async () => {
    assert.equal(await waitsFor(120, 0, 3), -1);
  });
  it("has one time more when it has ended the last of them", async () => {
    assert.equal(await waitsFor(50, 50, 2), 2);
    assert.equal(await waitsFor(50, 50, 4), -2);
  });
  it("is not when it would take longer than five minutes", async () => {
    assert.equal(await waitsFor(1000, 80, 3, 76_000), -1);
    assert.equal(await waitsFor(120, 76, 3, 76_000), 3);
  });
  it("is not excused by connections that came later, or that our side ended", () => {
    const record = strangers(3).isClosed(1).closes("fin", 2).reaches(4).closes("fin", 4);
    assert.deepEqual(connectionsBefore(record.trace, "real", 0), { ended: 1, left: 2 });
    assert.deepEqual(connectionsBefore(record.trace, "real", record.trace.position), { ended: 0, left: 2 });
  });
});
