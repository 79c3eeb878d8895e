import assert from "node:assert/strict";
import { it } from "node:test";
import {
  ConformanceError,
  isJudgement,
  judged,
  reach,
  StateNotReachedError,
  withControl,
  type Control,
} from "../../../src/suite/expect";
import { groundBelow } from "../../../src/suite/states";

const missed = () => Promise.reject(new ConformanceError("Hello", "nothing"));
const fine = () => Promise.resolve("fine");

function control(more: Partial<Control> = {}): Control & { tries: number } {
  const made = {
    ground: { state: "a client that says Hello", requirements: ["RC-020"] },
    reached: new Set<string>(),
    tries: 0,
    async again() {
      made.tries += 1;
    },
    ...more,
  };
  return made;
}

it("what holds is a control of what comes later, and needs none itself", async () => {
  const it = control();
  assert.equal(await withControl(it, fine), "fine");
  assert.equal(it.tries, 0);
  await assert.rejects(withControl(it, missed), ConformanceError);
  assert.equal(it.tries, 0, "it was reached before");
});

it("a judgement stands when the well-behaved twin works, which is tried once", async () => {
  const it = control();
  await assert.rejects(withControl(it, missed), ConformanceError);
  await assert.rejects(withControl(it, missed), ConformanceError);
  assert.equal(it.tries, 1);
});

it("a judgement falls when the twin fails as well", async () => {
  await assert.rejects(withControl(control({ again: missed }), missed), (error: unknown) => {
    assert.ok(error instanceof StateNotReachedError);
    assert.ok(!isJudgement(error));
    assert.match(error.message, /a client that says Hello.*expected Hello; got nothing/);
    return true;
  });
});

it("a scenario about a ground itself stands on the one before", () => {
  assert.equal(groundBelow("opensSession", ["RC-011"]), "opensSession");
  assert.equal(groundBelow("opensAnother", ["NS-27"]), "opensSession");
  assert.equal(groundBelow("asksForChannel", ["RC-025"]), "saysHello");
  assert.equal(groundBelow("saysHello", ["RC-020"]), undefined);
});

it("a unit's own scenario asks for the whole way, but for a MUST that is broken before", () => {
  assert.equal(groundBelow("opensSession", ["RC-050"]), undefined);
  assert.equal(groundBelow("givesSession", ["RC-048"]), "acknowledges");
});

it("what holds without the ground is no control", async () => {
  const it = control({ shows: () => false });
  assert.equal(await withControl(it, fine), "fine");
  assert.deepEqual([...it.reached], []);
});

it("set-up that fails is a state that was not reached; a defect of the suite stays what it is", async () => {
  await assert.rejects(reach("a waiting connection", missed), /not reached: a waiting connection: expected Hello; got nothing/);
  await assert.rejects(
    reach("x", () => Promise.reject(new TypeError("of ours"))),
    TypeError,
  );
});

it("what our client stack misses is a judgement on the SUT; a defect of the suite is not", async () => {
  await assert.rejects(
    judged("a session", () => Promise.reject(new Error("no answer"))),
    ConformanceError,
  );
  await assert.rejects(
    judged("a session", () => Promise.reject(new TypeError("of ours"))),
    TypeError,
  );
});

it("what our stack cannot use is told by what was seen on the connection, where it is known", async () => {
  const broken = () => Promise.reject(new Error("socket has been disconnected by third party"));
  await assert.rejects(judged("an answer", broken), /^ConformanceError: expected an answer; got socket has been disconnected/);
  await assert.rejects(
    judged("an answer", broken, () => "ERR BadTimeout, closes by FIN"),
    /^ConformanceError: expected an answer; got ERR BadTimeout, closes by FIN$/,
  );
});
