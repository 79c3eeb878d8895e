import { judge, type JudgeOptions, type Judgement, type ScenarioOutcome, type Verdict } from "../suite/verdict";
import type { Catalogue } from "../suite/catalogue";
import type { RunFacts, RunSummary, ScenarioCounts, ScenarioResult } from "./types";

/** Judges a run and puts everything that reports need into one value. `suite`: see JudgeOptions. */
export function summarizeRun(
  facts: RunFacts,
  outcomes: readonly ScenarioOutcome[],
  catalogue: Catalogue,
  runErrors: readonly string[] = [],
  suite?: JudgeOptions["suite"],
): { summary: RunSummary; judgement: Judgement } {
  const judgement = judge(outcomes, catalogue, { ...facts.judging, ...(suite && { suite }) }, runErrors);
  return { summary: summarize(facts, outcomes, judgement), judgement };
}

/** As summarizeRun, for a judgement that exists. Pure. */
function summarize(facts: RunFacts, outcomes: readonly ScenarioOutcome[], judgement: Judgement): RunSummary {
  const verdicts = new Map(judgement.scenarios.map((scenario) => [scenario.id, scenario]));
  const results = outcomes.flatMap((outcome): ScenarioResult[] => {
    const verdict = verdicts.get(outcome.id);
    return verdict ? [{ ...outcome, verdict: verdict.verdict, requirementVerdicts: verdict.requirements }] : [];
  });
  return {
    schemaVersion: 1,
    ...facts,
    startedAt: facts.startedAt.toISOString(),
    durationMs: Math.round(facts.durationMs),
    exitCode: judgement.exitCode,
    scenarios: countScenarios(results),
    requirements: judgement.requirements,
    results,
    knownFailureProblems: judgement.knownFailureProblems,
    runErrors: judgement.runErrors,
  };
}

function countScenarios(results: readonly ScenarioResult[]): ScenarioCounts {
  const count = (...verdicts: readonly Verdict[]): number => results.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const notVisible = count("not-visible");
  return {
    total: results.length,
    passed: count("pass"),
    failed: count("fail", "unexpected-pass"),
    known: count("expected-fail"),
    warned: count("warn", "info"),
    couldNotRun: count("could-not-run"),
    notApplicable: count("not-applicable"),
    ...(notVisible > 0 && { notVisible }),
  };
}
