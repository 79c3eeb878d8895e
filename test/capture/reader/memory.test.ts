import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

/** MB of heap for what is held, ts-node and TypeScript's own 40 included; and of the whole process. */
const [HEAP, PROCESS] = [96, 260];

test("memory is bounded by what is worth telling, not by the capture", async () => {
  const words = [`--max-old-space-size=${HEAP}`, "--require", "ts-node/register", join(__dirname, "large-capture.ts")];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  const { megabytes, ...rest } = JSON.parse(stdout) as Record<string, number>;
  assert.deepEqual(rest, { connections: 3001, dials: 100_000, count: 246_805 });
  assert.ok(megabytes !== undefined && megabytes < PROCESS, `${megabytes} MB`);
});
