import assert from "node:assert/strict";
import { test } from "node:test";
import { foldRepeats, middleOut } from "../../src/text";

test("cycles that differ in figures only are told once, with their number", () => {
  const cycle = (n: number) => [`A#${n} opened`, `A#${n} RHE`, `A#${n} closed`];
  const folded = foldRepeats(["start", ...Array.from({ length: 41 }, (_, n) => cycle(n)).flat(), "end"]);
  assert.deepEqual(folded, ["start", "A#0 opened", "A#0 RHE", "A#0 closed", "… the same 3 40 times more", "end"]);
});

test("what comes twice, or with other words, stays as it is", () => {
  assert.deepEqual(foldRepeats(["a 1", "a 2", "b", "a 3"]), ["a 1", "a 2", "b", "a 3"]);
});

test("of many the first and the last are told, and how many were between", () => {
  assert.deepEqual(middleOut(["a", "b", "c", "d", "e", "f"], 1, 2), ["a", "… 3 more …", "e", "f"]);
  assert.deepEqual(middleOut(["a", "b", "c", "d"], 1, 2), ["a", "b", "c", "d"]);
});
