import assert from "node:assert/strict";
import { test } from "node:test";
import { slopePerHour } from "./slope";

test("the slope of what grows, of what swings, and of nothing", () => {
  const minutes = [0, 1, 2, 3, 4, 5];
  const of = (value: (minute: number) => number) =>
    slopePerHour(minutes.map((minute) => ({ at: minute * 60_000, value: value(minute) })));
  assert.ok(Math.abs(of((minute) => 100 + minute / 10) - 6) < 1e-9, "a tenth a minute is 6 an hour");
  assert.ok(Math.abs(of(() => 7)) < 1e-9);
  assert.ok(Math.abs(of((minute) => (minute % 5 === 0 ? 1 : 0))) < 1e-9);
  assert.equal(slopePerHour([]), 0);
});
