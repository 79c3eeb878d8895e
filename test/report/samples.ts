import { summarizeRun, type RunFacts, type RunSummary } from "../../src/report";
import type { ScenarioOutcome } from "../../src/suite/verdict";
import { CATALOGUE, failed, outcome } from "../suite/verdict/samples";

export { CATALOGUE, failed, outcome };

export const FACTS: RunFacts = {
  tool: { name: "reverse-hello", version: "0.1.0" },
  sut: { name: "acme server", version: "2.3", role: "server" },
  judging: { dialect: "netstandard", strict: false, evidence: "B", knownFailures: [] },
  startedAt: new Date("2026-11-24T20:00:00Z"),
  durationMs: 12_345,
};

export function run(
  outcomes: readonly ScenarioOutcome[],
  facts: Partial<RunFacts> = {},
  errors: readonly string[] = [],
): RunSummary {
  return summarizeRun({ ...FACTS, ...facts }, outcomes, CATALOGUE, errors).summary;
}

/** A run with one scenario of every kind. */
export function mixedRun(): RunSummary {
  return run(
    [
      outcome("s-pass-01", ["RC-001"]),
      failed("s-fail-01", ["RC-005", "RC-006"], "no dial | <none> & \u001b[31m\u0000"),
      failed("s-warn-01", ["RC-002"]),
      failed("s-known-01", ["NS-01"], "known text"),
      outcome("s-na-01", ["RC-009"], { outcome: "not-applicable", reason: "acme server does not claim it" }),
      outcome("s-broken-01", ["RC-009"], { outcome: "could-not-run", reason: "the SUT did not start: exit code 1" }),
    ],
    {
      judging: {
        ...FACTS.judging,
        knownFailures: [
          { requirement: "NS-01", observed: "known text", reason: "issue 17" },
          { requirement: "RC-001", observed: "long gone", reason: "issue 4" },
        ],
      },
    },
    ["a hook of the run failed: no certificate"],
  );
}
