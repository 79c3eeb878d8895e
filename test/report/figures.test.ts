import assert from "node:assert/strict";
import { test } from "node:test";
import { cycleLines } from "../../src/report/figures";
import type { ScenarioResult } from "../../src/report/types";

const result = (id: string, figures?: object) => ({ id, observations: { findings: [], figures } }) as unknown as ScenarioResult;
const open = (most: number) => ({ most, atEnd: most, perSecond: 1.1, watched: 26_000 });

test("the most open connections, and the time without a waiting one, are told in words", () => {
  const away = { share: 0.09, longest: 1004, cycles: 3, watched: 33_000 };
  const lines = cycleLines([result("a"), result("b", { open: open(1), away }), result("c", { open: open(29), ours: open(2) })]);
  assert.deepEqual(lines, [
    "Without a waiting connection, while undisturbed: 9.0 % of 33.0 s, 1.0 s at most, in 3 cycles of its own (b).",
    "Most connections open at once: 29 on the product's side, 2 on the suite's; at the end 29, 1.10 more each second (c).",
  ]);
});

test("a run that measured nothing says nothing", () => assert.deepEqual(cycleLines([result("a")]), []));
