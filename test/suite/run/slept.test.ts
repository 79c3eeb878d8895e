import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { packageRoot } from "../../../src/files";
import { runSuite } from "../../../src/suite/run";
import type { ScenarioOutcome } from "../../../src/suite/verdict";

/** Longer than what did not happen may stay unseen, in ms. */
const SLEEP = 5_200;

it("a scenario that this process slept through is tried once more, and told once", async () => {
  const report = await mkdtemp(join(tmpdir(), "reverse-hello-slept-"));
  const told: ScenarioOutcome[] = [];
  let naps = 0;
  try {
    const { outcomes, errors } = await runSuite({
      features: ["features/server/reverse-hello.feature"],
      tags: "@RC-001",
      names: [],
      // In this thread.
      parallel: 0,
      report,
      cucumberReports: false,
      worldParameters: {
        suts: { server: join(packageRoot(), "fixtures", "suts", "reference-server.yaml") },
        timeScale: 1,
        seed: "slept",
        report,
        evidenceOf: "failures",
        notes: true,
        pki: join(report, "pki"),
      },
      env: process.env,
      signal: new AbortController().signal,
      onOutcome: (outcome) => told.push(outcome),
      onNote(note) {
        const isUnderWay = note.kind === "log" && note.text.includes(" sut: starting ");
        if (isUnderWay && naps++ === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SLEEP);
      },
    });
    assert.deepEqual(errors, []);
    assert.deepEqual([...new Set(outcomes.map(({ outcome }) => outcome))], ["passed"]);
    assert.deepEqual(outcomes.filter(({ retried }) => retried === 1).length, 1);
    assert.deepEqual(told.map(({ id }) => id).sort(), outcomes.map(({ id }) => id).sort());
  } finally {
    await rm(report, { recursive: true, force: true });
  }
});
