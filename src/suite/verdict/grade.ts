import { VERDICTS, type Verdict } from "../../vocabulary";
import type { Evidence, Requirement } from "../catalogue";
import type { JudgeOptions, ScenarioOutcome } from "./types";

/** The readme was read whole, so it counts as much as a sentence of the specification that was read. */
const WEIGHT: Readonly<Record<Evidence, number>> = { own: 3, readme: 3, A: 3, "A-": 2, B: 1 };

export function worst(verdicts: Iterable<Verdict>): Verdict {
  const present = new Set(verdicts);
  return VERDICTS.find((verdict) => present.has(verdict)) ?? "not-applicable";
}

export function compareVerdicts(a: Verdict, b: Verdict): number {
  return VERDICTS.indexOf(a) - VERDICTS.indexOf(b);
}

/** What a broken statement counts for. A SUT that did not survive is never a trifle, whatever the level of the statement. */
export function gradeFinding(
  requirement: Requirement,
  options: JudgeOptions,
  survived?: boolean,
  reading?: true,
): "fail" | "warn" | "info" {
  if (requirement.level === "MAY" || requirement.level === "DESC") return survived === false ? "fail" : "info";
  if (reading && survived !== false) return "warn";
  if (WEIGHT[requirement.evidence] < WEIGHT[options.evidence ?? "B"]) return "warn";
  return requirement.level === "MUST" || options.strict === true || survived === false ? "fail" : "warn";
}

/** Short stable text of what a failed scenario saw; the first line of its failure when the World gave none. */
export function observedOf(outcome: ScenarioOutcome): string {
  return normalize(outcome.observations.observed ?? outcome.failure?.message.split("\n")[0] ?? outcome.reason ?? "");
}

/** Without regard to white space. */
export function normalize(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ");
}

/**
 * Findings are the same whatever their figures are, which differ from run to run: what they are pinned and grouped by. Never printed. The ids
 * of requirements are no figures.
 */
export function withoutFigures(text: string): string {
  return normalize(text).replaceAll(/(?<!\b(?:RC|NS|RH)-\d*)\d+(\.\d+)?/g, "N");
}
