import type { Catalogue, Requirement } from "../suite/catalogue";
import { compareVerdicts, type Evidencing, type Verdict } from "../suite/verdict";
import type { RunSummary, ScenarioResult } from "./types";
import { isMild } from "./words";

/** One scenario that is no plain pass, with what it says about each requirement: the material of every report of failures. */
export interface Problem {
  readonly result: ScenarioResult;
  readonly verdict: Verdict;
  readonly requirements: readonly { readonly requirement: Requirement; readonly evidencing: Evidencing }[];
}

/** Scenarios with a finding or that could not run, the worst first; not those that do not apply. */
export function problemsOf(summary: RunSummary, catalogue: Catalogue): Problem[] {
  const byScenario = new Map<string, { requirement: Requirement; evidencing: Evidencing }[]>();
  for (const { id, findings } of summary.requirements) {
    const requirement = catalogue.get(id);
    for (const evidencing of requirement ? findings : []) {
      if (!requirement || evidencing.verdict === "not-applicable" || evidencing.verdict === "unexpected-pass") continue;
      byScenario.set(evidencing.scenario, [...(byScenario.get(evidencing.scenario) ?? []), { requirement, evidencing }]);
    }
  }
  return summary.results
    .filter(({ id, verdict }) => byScenario.has(id) || (verdict !== "pass" && verdict !== "not-applicable"))
    .map((result) => ({ result, verdict: result.verdict, requirements: byScenario.get(result.id) ?? [] }))
    .sort((a, b) => compareVerdicts(a.verdict, b.verdict));
}

/** The different things that were expected and seen in a scenario, each once, with the requirements that it breaks. */
export interface Difference {
  readonly requirements: readonly Requirement[];
  readonly verdict: Verdict;
  readonly step?: string;
  readonly expected?: string;
  readonly observed?: string;
  readonly message?: string;
  readonly known?: string;
  readonly survived?: false;
}

export function differencesOf(problem: Problem): Difference[] {
  const groups = new Map<string, Difference>();
  for (const { requirement, evidencing } of problem.requirements) {
    const { verdict, step, expected, observed, message, known, survived } = evidencing;
    const key = JSON.stringify([verdict, step, expected, observed, message, known]);
    const group = groups.get(key);
    groups.set(key, {
      requirements: [...(group?.requirements ?? []), requirement],
      verdict,
      ...(step !== undefined && { step }),
      ...(expected !== undefined && { expected }),
      ...(observed !== undefined && { observed }),
      ...(message !== undefined && { message }),
      ...(known !== undefined && { known }),
      ...(survived !== undefined && { survived }),
    });
  }
  if (groups.size === 0) {
    const { failure, reason, verdict } = problem.result;
    const message = failure?.message ?? reason;
    return [{ requirements: [], verdict, ...(failure && { step: failure.step }), ...(message !== undefined && { message }) }];
  }
  return [...groups.values()].sort((a, b) => compareVerdicts(a.verdict, b.verdict));
}

/** A problem, and the scenarios that say just the same. */
export interface ToldProblem {
  readonly problem: Problem;
  readonly likewise: readonly string[];
}

/**
 * Warnings and informations that say the same in many scenarios, told once, with the names of the others: a habit of a peer shows
 * wherever it has occasion, and would bury the failures. Of a failure each scenario is told.
 */
export function tellOnce(problems: readonly Problem[]): ToldProblem[] {
  const told = new Map<string, { problem: Problem; likewise: string[] }>();
  for (const problem of problems) {
    const { id } = problem.result;
    const key = isMild(problem.verdict) ? JSON.stringify(differencesOf(problem)) : id;
    const first = told.get(key);
    if (first) first.likewise.push(id);
    else told.set(key, { problem, likewise: [] });
  }
  return [...told.values()];
}
