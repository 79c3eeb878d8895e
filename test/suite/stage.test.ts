import assert from "node:assert/strict";
import { it } from "node:test";
import { ConformanceError, StateNotReachedError } from "../../src/suite/expect";
import type { ScenarioSetup } from "../../src/suite/scenario/context";
import { Stage } from "../../src/suite/stage";
import { GROUNDS } from "../../src/suite/states";

const NOTHING = new ConformanceError("a session of the client", "nothing");

/** A scenario in a run in which the controls of a session were missed so often. */
function after(missed: number, { reached = [] as string[] } = {}): Stage {
  const misses = new Map([["opensSession", Array.from({ length: missed }, () => NOTHING)]]);
  return new Stage({ judges: ["RC-011"], reached: new Set(reached), missed: misses } as unknown as ScenarioSetup);
}

it("who opened no session in two controls is not waited for again", async () => {
  const stage = after(2);
  const act = () => assert.fail("nothing is tried");
  for (const ground of ["opensSession", "opensAnother"] as const)
    await assert.rejects(stage.judge(ground, act), (error: unknown) => {
      assert.ok(error instanceof StateNotReachedError);
      assert.match(error.message, /opens a session over the server's connection \(tried 2 times before\): expected a session/);
      return true;
    });
  assert.throws(() => stage.notInVain("opensSession"), StateNotReachedError);
});

it("one control is not enough for that, nor two where a session was seen, nor does it touch what is quick", async () => {
  const holds = async () => "held";
  assert.equal(await after(1).judge("opensSession", holds, { shows: false }), "held");
  assert.equal(await after(2, { reached: [GROUNDS.opensSession.state] }).judge("opensSession", holds, { shows: false }), "held");
  assert.equal(await after(2).judge("saysHello", holds, { shows: false }), "held");
});

it("the unit's own scenario is judged all the same", async () => {
  const stage = new Stage({
    judges: ["RC-050"],
    reached: new Set(),
    missed: new Map([["opensSession", [NOTHING, NOTHING]]]),
  } as unknown as ScenarioSetup);
  await assert.rejects(
    stage.judge("opensSession", () => Promise.reject(NOTHING)),
    ConformanceError,
  );
});

it("a SUT that has ended by itself meanwhile is not started again for a control", async () => {
  const stage = after(0);
  Object.defineProperties(stage.context, {
    settleDeath: { value: () => Promise.resolve() },
    death: { get: () => "it ended unasked" },
    undisturb: { value: () => assert.fail("no control begins") },
  });
  await assert.rejects(
    stage.judge("saysHello", () => Promise.reject(NOTHING)),
    (error: unknown) => error instanceof StateNotReachedError && error.message.includes("it ended unasked"),
  );
});
