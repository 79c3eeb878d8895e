import assert from "node:assert/strict";
import { test } from "node:test";
import { NotApplicableError } from "../../../src/suite/attach";
import { byDefault, ConformanceError } from "../../../src/suite/expect";
import { DeadlineError, UnexpectedEventError, type TraceEvent } from "../../../src/trace";

const LATE = new DeadlineError("the client to close connection 1", 15_500, ["A#1 server side opened"]);
const DIAL = { kind: "connection", link: "A", connection: 2, side: "server", phase: "opened", t: 1, seq: 1 } as TraceEvent;
const EARLY = new UnexpectedEventError("dial to client A", DIAL, 0, 14_950);

/** The reason why it is not judged. */
async function reasonOf(missed: "too late" | "too early", error: Error): Promise<string> {
  const failure: unknown = await byDefault("holdTime", missed, () => Promise.reject(error)).catch((each: unknown) => each);
  assert.ok(failure instanceof NotApplicableError, String(failure));
  return failure.message;
}

test("a time that nobody stated judges nobody, and the reason says what to state", async () => {
  assert.equal(
    await reasonOf("too late", LATE),
    "needs timing.holdTime, which is not stated; by its default: expected the client to close connection 1; got nothing of it in 15.50 s",
  );
  assert.match(await reasonOf("too early", EARLY), /^needs timing.holdTime, .* expected no dial to client A for 14.95 s; got/);
});

test("all else is judged", async () => {
  const wrong = new ConformanceError("a close", "HEL, stays open");
  await assert.rejects(
    byDefault("holdTime", "too late", () => Promise.reject(wrong)),
    wrong,
  );
  await assert.rejects(
    byDefault("redial", "too early", () => Promise.reject(LATE)),
    LATE,
  );
  const said = new UnexpectedEventError(
    "message or close on connection 1",
    { ...DIAL, kind: "state", actor: "server", state: "session activated" },
    0,
    15_000,
  );
  await assert.rejects(
    byDefault("openTimeout", "too early", () => Promise.reject(said)),
    said,
  );
  await byDefault("holdTime", "too late", () => Promise.resolve());
});
