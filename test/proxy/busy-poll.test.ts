import assert from "node:assert/strict";
import { test } from "node:test";
import { BusyPoll } from "../../src/proxy/busy-poll";

/** A clock that moves 1 ms each time it is asked. */
function tickingClock() {
  const clock = { epoch: 0, asked: 0, now: () => ++clock.asked };
  return clock;
}

/** Until the loop has gone round once without asking the clock. */
async function asleep(clock: { readonly asked: number }): Promise<void> {
  for (let before = -1; before !== clock.asked;) {
    before = clock.asked;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("after bytes the loop goes round until the span is over, then sleeps", async () => {
  const clock = tickingClock();
  const poll = new BusyPoll(10, clock);
  poll.stir();
  await asleep(clock);
  assert.equal(clock.asked, 11);
});

test("more bytes begin the span anew, with one loop only", async () => {
  const clock = tickingClock();
  const poll = new BusyPoll(10, clock);
  poll.stir();
  poll.stir();
  await asleep(clock);
  assert.equal(clock.asked, 12);
  poll.stir();
  await asleep(clock);
  assert.equal(clock.asked, 23);
});

test("a span of 0 never looks", async () => {
  const clock = tickingClock();
  new BusyPoll(0, clock).stir();
  await asleep(clock);
  assert.equal(clock.asked, 0);
});
