import assert from "node:assert/strict";
import { test } from "node:test";
import { Timing } from "../../src/suite/timing";
import { DEFAULT_TIMING } from "../../src/vocabulary";

test("a Hello is due promptly, or when the pause of a client that states one is over too", () => {
  const at = (reconnect: number, scale = 1) => {
    const timing = new Timing({ ...DEFAULT_TIMING, reconnect }, scale);
    return timing.hello - timing.prompt;
  };
  assert.equal(DEFAULT_TIMING.reconnect, 0);
  assert.equal(at(0), 0);
  assert.equal(at(5_000, 3), 5_000);
});

test("a server with two limits gives up a handshake by the longer, where it states that as its open timeout", () => {
  const by = (openTimeout: number, isStated = true) =>
    new Timing({ ...DEFAULT_TIMING, connectTimeout: 4_000, openTimeout, tolerance: 500 }).givesUp(isStated);
  assert.equal(by(10_000), 10_500);
  assert.equal(by(1_000), 4_500);
  assert.equal(by(DEFAULT_TIMING.openTimeout, false), 4_500);
});
