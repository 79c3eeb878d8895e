import type { Catalogue, Requirement } from "../../suite/catalogue";
import { compareVerdicts, type Evidencing } from "../../suite/verdict";
import { isJudged } from "../../vocabulary";
import type { RunSummary } from "../types";

export interface ScenarioFinding {
  readonly requirement: Requirement;
  readonly evidencing: Evidencing;
}

/** What each scenario says about requirements that it does not simply keep, the worst first. Pure. */
export function findingsByScenario(summary: RunSummary, catalogue: Catalogue): Map<string, ScenarioFinding[]> {
  const found = new Map<string, ScenarioFinding[]>();
  for (const { id, findings } of summary.requirements) {
    const requirement = catalogue.get(id);
    for (const evidencing of requirement ? findings : []) {
      if (!requirement || !isJudged(evidencing.verdict) || evidencing.verdict === "unexpected-pass") continue;
      found.set(evidencing.scenario, [...(found.get(evidencing.scenario) ?? []), { requirement, evidencing }]);
    }
  }
  for (const list of found.values()) list.sort((a, b) => compareVerdicts(a.evidencing.verdict, b.evidencing.verdict));
  return found;
}
