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
