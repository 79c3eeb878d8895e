import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readCapture } from "../../src/capture/reader";
import { packageRoot } from "../../src/files";
import { draftScenario, findSuspects } from "../../src/reproduce/import";
import { runBatches } from "../../src/reproduce/run";
import { needsRouter, parseFaultScenario, type FaultScenario } from "../../src/reproduce/scenario";
import { ROLES, type Role } from "../../src/vocabulary";

const CASES = join(__dirname, "../../../shared/cases/captures");

/** Drafts that tell the same story are run once; each with the captures that it was drafted from. */
async function drafts(role: Role): Promise<Map<string, { scenario: FaultScenario; captures: string[] }>> {
  const found = new Map<string, { scenario: FaultScenario; captures: string[] }>();
  for (const capture of readdirSync(CASES)) {
    const reading = await readCapture(join(CASES, capture));
    const scenario = parseFaultScenario(draftScenario(reading, findSuspects(reading), { capture, role }), CASES, capture);
    // Those of the network lab: lab.test.ts.
    if (needsRouter(scenario)) continue;
    const key = JSON.stringify([scenario.peer, scenario.faults, scenario.expect].map((part) => withoutLines(part)));
    const known = found.get(key);
    if (known) known.captures.push(capture);
    else found.set(key, { scenario, captures: [capture] });
  }
  return found;
}

function withoutLines(part: unknown): string {
  return JSON.stringify(part, (name, value: unknown) => (name === "line" ? undefined : value));
}

for (const role of ROLES) {
  const skip = existsSync(CASES) ? false : "../shared/cases/captures is not there: no draft of a capture is proved";
  test(`no draft of a capture blames the built-in ${role}: what import --verify does, on all captures`, { skip }, async () => {
    const stories = [...(await drafts(role)).values()];
    const report = await mkdtemp(join(tmpdir(), "rh-verify-"));
    try {
      const results = await runBatches(
        stories.map(({ scenario }, index) => ({
          base: scenario,
          variants: [{ scenario, title: scenario.name }],
          name: `draft-${index + 1}`,
        })),
        {
          suts: { [role]: join(packageRoot(), "fixtures", "suts", `reference-${role}.yaml`) },
          report,
          seed: "verify",
          pki: join(report, "pki"),
          timeScale: 2,
          parallel: 4,
          env: process.env,
          signal: AbortSignal.timeout(300_000),
        },
      );
      const wrong = results.flatMap((list, index) =>
        list
          .filter(({ result }) => result !== "held")
          .map(({ reason = "" }) => `${stories[index]?.captures.join(", ")}: ${reason}`),
      );
      assert.deepEqual(wrong, []);
      assert.equal(results.length, stories.length);
    } finally {
      await rm(report, { recursive: true, force: true });
    }
  });
}
