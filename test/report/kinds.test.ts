import assert from "node:assert/strict";
import { test } from "node:test";
import { findingKinds } from "../../src/report/findings";
import type { RunSummary } from "../../src/report/types";
import { loadCatalogue } from "../../src/suite/catalogue";

const MESSAGE = "expected the client to close connection 1; got nothing of it in 4.51 s";

/** Every scenario shows the same, each at its own requirement. */
function summary(...found: (readonly [requirement: string, ...scenarios: string[]])[]): RunSummary {
  const findings = (scenarios: string[]) =>
    scenarios.map((scenario) => ({ scenario, verdict: "fail", message: MESSAGE, observed: "waited in vain" }));
  const requirements = found.map(([id, ...scenarios]) => ({ id, findings: findings(scenarios) }));
  const results = found.flatMap(([id, ...scenarios]) =>
    scenarios.map((scenario) => ({ id: scenario, outcome: "failed", requirementVerdicts: [id] })),
  );
  return { requirements, results } as unknown as RunSummary;
}

test("what breaks two requirements in the same way is told at each of them", async () => {
  const kinds = findingKinds(summary(["RC-008", "a", "b"], ["RC-028", "c"]), await loadCatalogue());
  const told = kinds.map(({ requirements, scenarios }) => [requirements.map(({ id }) => id), scenarios.map(({ id }) => id)]);
  assert.deepEqual(told, [
    [["RC-008"], ["a", "b"]],
    [["RC-028"], ["c"]],
  ]);
});
