import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ClientUnderTest } from "../../../src/suite/serving/client-under-test";
import { Sessions } from "../../../src/suite/serving/sessions";
import { accountOf, subjectOf } from "../../../src/suite/expect";
import { HandMade } from "../record";

/** A session on connection 1, beside it one that our server closes and one that waits; then our server loses that of the session. */
function losesItsSession(): HandMade {
  const record = new HandMade("client").reaches().hears("RHE").says("HEL").hears("ACK").at(50).reaches(2).hears("RHE", 2);
  return record.at(100).isClosed(2).at(200).reaches(3).hears("RHE", 3).at(300);
}

async function judge(record: HandMade, spoke: number): Promise<string> {
  const client = { real: { name: "A", view: record.view, current: 1, spoke } } as unknown as ClientUnderTest;
  return new Sessions(record.context, client).takesTheOneThatWaited().then(
    () => "good",
    (error: unknown) => String(error),
  );
}

describe("after the loss of a session", () => {
  it("the connection that waited is taken, though Hello came first on one that our server had closed", async () => {
    const record = losesItsSession();
    const { position } = record.trace;
    record.isClosed().at(310).says("HEL", 2).closes("fin", 2).at(320).says("HEL", 3);
    assert.equal(await judge(record, position), "good");
  });

  it("one that was dialed later is not the one that waited", async () => {
    const record = losesItsSession();
    const { position } = record.trace;
    record.isClosed().at(310).says("HEL", 2).at(320).reaches(4).hears("RHE", 4).says("HEL", 4);
    assert.match(await judge(record, position), /got Hello on one that was dialed later/);
  });
});

describe("a session beside strangers", () => {
  const HOLD = 20;
  /** With a session in which the client has asked once; `later` says more meanwhile. */
  async function goesOn(later: (record: HandMade) => void, isNeverQuiet = false): Promise<string> {
    const record = new HandMade("client").reaches().hears("RHE").says("HEL").hears("ACK").says("OPN").hears("OPN").says("MSG");
    const client = { real: { name: "A", view: record.view, current: 1, isNeverQuiet } } as unknown as ClientUnderTest;
    const judged = new Sessions(record.context, client).goesOn(HOLD);
    later(record);
    return judged.then(() => "good", String);
  }
  const behind = (act: () => void) => void setTimeout(act, 3 * HOLD);

  it("goes on when the client asks for something again", async () => {
    assert.equal(await goesOn((record) => behind(() => record.says("MSG"))), "good");
  });
  it("of a client that asks for nothing, as before, no more can be seen", async () => {
    assert.match(
      await goesOn(() => undefined),
      /^NotApplicableError: the client asked nothing of its session for 1\.1 s: its connection/,
    );
  });
  it("does not go on when its connection ends, in that time or behind it", async () => {
    assert.match(await goesOn((record) => record.closes()), /end of the session's connection/);
    assert.match(await goesOn((record) => behind(() => record.closes())), /the session to go on/);
  });
  it("does not go on when a client that asked all the time falls silent", async () => {
    assert.match(await goesOn(() => undefined, true), /a request on connection 1/);
    assert.match(await goesOn((record) => record.says("MSG")), /a request on connection 1/);
  });
  it("is not missed before the client has paused as long as it did before", async () => {
    const asks = (record: HandMade) => {
      record.at(1_500).says("MSG");
      setTimeout(() => record.says("MSG"), 1_200);
    };
    assert.equal(await goesOn(asks), "good");
  });
});

it("a session that was not to be is told of its own connection, not of a later one that the client refused", async () => {
  const record = new HandMade("client").reaches().hears("RHE").says("HEL").hears("ACK").says("OPN").hears("OPN").says("MSG");
  const { trace, view, context } = record;
  trace.add({ kind: "state", actor: "server A", state: "session activated" });
  record.dials(2);
  trace.add({ kind: "connection", link: "A", connection: 2, phase: "refused", side: "client" });
  const client = { real: { name: "A", view } } as unknown as ClientUnderTest;
  const error: unknown = await new Sessions(context, client).opensNone(20).catch((each: unknown) => each);
  const { sent, refusal } = accountOf(trace, "client", 0, subjectOf(error));
  assert.match(sent, /^A#1: RHE .*, then ACK /);
  assert.equal(refusal, undefined);
});
