import { withoutFigures } from "../../suite/verdict";
import type { RunSummary, ScenarioResult } from "../types";

/** Scenarios that judged nothing, by their reason: the state that was not reached, whatever was seen instead, or the text without its figures. */
export interface Unjudged {
  readonly verdict: "could-not-run" | "not-applicable";
  readonly reason: string;
  readonly scenarios: readonly [ScenarioResult, ...ScenarioResult[]];
}

/** "not reached: a client with an open session", without what was seen instead. */
const NOT_REACHED = /^not reached: [^:]+/;

/** What was not judged and why: those that could not run first, and of each the reason with the most scenarios. Pure. */
export function unjudgedScenarios({ results }: RunSummary): Unjudged[] {
  const reasons = new Map<string, Unjudged>();
  for (const result of results) {
    const { verdict, reason = result.failure?.message ?? "no reason was given" } = result;
    if (verdict !== "could-not-run" && verdict !== "not-applicable") continue;
    const key = JSON.stringify([verdict, NOT_REACHED.exec(reason)?.[0] ?? withoutFigures(reason)]);
    const group = reasons.get(key);
    reasons.set(key, group ? { ...group, scenarios: [...group.scenarios, result] } : { verdict, reason, scenarios: [result] });
  }
  const order = ({ verdict }: Unjudged): number => (verdict === "could-not-run" ? 0 : 1);
  return [...reasons.values()].sort((a, b) => order(a) - order(b) || b.scenarios.length - a.scenarios.length);
}
