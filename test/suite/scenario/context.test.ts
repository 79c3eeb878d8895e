import assert from "node:assert/strict";
import { test } from "node:test";
import { ScenarioContext, type ScenarioSetup } from "../../../src/suite/scenario/context";
import type { RunningSut } from "../../../src/suite/sut";

const LINES = [
  "no memory",
  ...["allocate", "grow", "read", "onData", "run", "main"].map((name) => `    at ${name} (memory.js:1:2)`),
];

/** A SUT that runs, or that ended by itself with this exit code. */
function sut(code?: number): RunningSut {
  const status = code === undefined ? undefined : { code, signal: null };
  const ended = Promise.resolve(status ?? { code: 0, signal: null });
  return { pid: 1, commandLine: [], exited: ended, status, tail: () => LINES, stop: () => ended } as unknown as RunningSut;
}

const DIED = /^it ended unasked with exit code 7; its last lines: no memory \| +at allocate [^|]+ \| +at grow [^|]+$/;

test("a SUT that ended by itself is held against it, also when a control has started another one since", async () => {
  const context = new ScenarioContext({} as ScenarioSetup);
  context.sut = sut(7);
  context.undisturb();
  await context.stopSut();
  context.sut = sut();
  assert.match(context.death ?? "", DIED);
});

test("a SUT that ended before it was started anew is held against it", async () => {
  const context = new ScenarioContext({} as ScenarioSetup);
  context.sut = sut(7);
  await context.stopSut();
  context.sut = sut();
  assert.match(context.death ?? "", DIED);
});

test("the end of what a control started accuses nobody", async () => {
  const context = new ScenarioContext({} as ScenarioSetup);
  context.sut = sut();
  context.undisturb();
  await context.stopSut();
  context.sut = sut(7);
  assert.equal(context.death, undefined);
});

test("a SUT that may refuse its configuration does so by any exit code, also long after its start, but not by a crash", () => {
  const refusing = (code: number) => {
    const context = new ScenarioContext({} as ScenarioSetup);
    const crash = `it ended unasked with exit code ${code}`;
    (context as unknown as { watches(started: RunningSut): void }).watches(Object.assign(sut(code), { crash }));
    context.forgivesEnd();
    return context.crash() ?? context.death;
  };
  assert.equal(refusing(1), undefined);
  assert.match(refusing(139) ?? "", /ended unasked with exit code 139/);
});

test("a remark is a reading of what the scenario judges, and none of a control", () => {
  const context = new ScenarioContext({ judges: ["RC-030", "NS-11"] } as unknown as ScenarioSetup);
  context.remark("a dial in time", "a late one");
  context.undisturb();
  context.remark("a dial in time", "a late one of the control");
  const remark = { expected: "a dial in time", actual: "a late one", reading: true };
  assert.deepEqual(context.findings, [
    { requirement: "RC-030", ...remark },
    { requirement: "NS-11", ...remark },
  ]);
});
