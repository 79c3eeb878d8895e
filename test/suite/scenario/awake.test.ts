import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "node:test";
import { Awake } from "../../../src/suite/scenario";

function clocks() {
  const now = { monotonic: 0, wall: 0, processor: 0 };
  const watch = new Awake({ monotonic: () => now.monotonic, wall: () => now.wall, processor: () => now.processor });
  return { now, watch };
}

test("a process that ran all the time has slept through nothing", () => {
  const { now, watch } = clocks();
  now.monotonic = now.wall = 90;
  assert.equal(watch.slept(false), undefined);
});

test("two seconds without running judge no failure, and still a pass; six judge neither", () => {
  for (const [gap, passed, judges] of [
    [2000, false, false],
    [2000, true, true],
    [6000, true, false],
  ] as const) {
    const { now, watch } = clocks();
    now.monotonic = now.wall = gap;
    assert.equal(watch.slept(passed) === undefined, judges, `${gap} ${passed}`);
  }
});

test("a machine that was suspended: only the wall's clock went on", () => {
  const { now, watch } = clocks();
  now.wall = 3_600_000;
  assert.match(watch.slept(true) ?? "", /did not run for 3599\.9 s/);
});

test("who loaded code for two seconds was awake", () => {
  const { now, watch } = clocks();
  now.monotonic = now.wall = 2000;
  now.processor = 1500;
  assert.equal(watch.slept(false), undefined);
});

test("a loop that waited is noticed by the real clocks, also when it is over", async () => {
  const watch = new Awake();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
  await delay(250);
  assert.match(watch.slept(false) ?? "", /reverse-hello itself did not run for \d\.\d s/);
});
