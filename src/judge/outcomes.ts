import { duration } from "../report/ladder/label";
import type { ScenarioOutcome } from "../suite/verdict";
import type { Place } from "./record";
import type { SideJudgement } from "./types";

/** One side of one connection as the suite has a scenario, so that verdicts, exit codes and reports are the same. */
export function outcomeOf({ connection, role, said }: SideJudgement, capture: string): ScenarioOutcome {
  const { number, t, until } = connection;
  const { address, port } = connection[role];
  const findings = said.flatMap(({ finding }) => {
    if (!finding) return [];
    const { place, ...rest } = finding;
    return [{ ...rest, at: placeText(place) }];
  });
  const hidden = said.flatMap(({ requirement, hidden: why }) => (why === undefined ? [] : [{ requirement, why }]));
  const kept = said.filter(({ finding, hidden: why }) => !finding && why === undefined).map(({ requirement }) => requirement);
  const [first] = findings;
  return {
    id: `connection-${number}-${role}`,
    title: `Connection ${number}, the ${role} at ${address}:${port}`,
    feature: capture,
    uri: capture,
    line: number,
    role,
    requirements: [...new Set(kept)],
    capabilities: [],
    tags: [],
    durationMs: until - t,
    observations: { ...(findings.length > 0 && { findings }), ...(hidden.length > 0 && { hidden }) },
    ...outcome(first, kept.length),
  };
}

function outcome(
  finding: { readonly expected: string; readonly actual: string; readonly at: string } | undefined,
  kept: number,
): Pick<ScenarioOutcome, "outcome" | "reason" | "failure"> {
  if (finding) {
    const message = `expected ${finding.expected}; got ${finding.actual}`;
    return { outcome: "failed", failure: { step: finding.at, keywordType: "Checker", message } };
  }
  return kept > 0 ? { outcome: "passed" } : { outcome: "not-applicable", reason: "nothing of it could be judged" };
}

export function placeText({ packet, t }: Place): string {
  return `packet ${packet}, at ${duration(t)}`;
}
