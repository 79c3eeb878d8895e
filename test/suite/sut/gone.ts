import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { platform } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

/** Resolves when no process of that id runs any more; a signal takes effect in its own time. Rejects after 10 s. */
export async function untilGone(pid: number): Promise<void> {
  assert.ok(pid > 0, "a process id");
  const end = performance.now() + 10_000;
  while (isRunning(pid)) {
    assert.ok(performance.now() < end, `process ${pid} still runs`);
    await delay(5);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A dead process whose parent (a terminated thread) did not collect it still has its number.
    return !(platform() === "linux" && / Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1")));
  } catch {
    return false;
  }
}
