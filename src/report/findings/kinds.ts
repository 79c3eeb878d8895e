import type { Catalogue, Requirement } from "../../suite/catalogue";
import { compareVerdicts, withoutFigures, type Evidencing, type Verdict } from "../../suite/verdict";
import type { RunSummary, ScenarioResult } from "../types";

/** What a finding says, wherever it was seen. */
export type Facts = Omit<Evidencing, "scenario" | "role">;

/** What was expected and seen, once, with everything that says just the same: the unit in which people are told of findings. */
export interface FindingKind extends Facts {
  /** What it breaks; empty for a scenario that speaks of no requirement. */
  readonly requirements: readonly Requirement[];
  /** The first is the example that is shown; never empty. */
  readonly scenarios: readonly [ScenarioResult, ...ScenarioResult[]];
}

/** Verdicts that are told as findings; what was not judged has a list of its own. */
const TOLD: ReadonlySet<Verdict> = new Set(["fail", "unexpected-pass", "warn", "expected-fail", "info"]);

/** Findings of a run, the worst first, then in the order of the catalogue; those that say the same are one. Pure. */
export function findingKinds(summary: RunSummary, catalogue: Catalogue): FindingKind[] {
  const groups = new Map<string, { requirements: Requirement[]; facts: Facts; result: ScenarioResult }>();
  const results = new Map(summary.results.map((result) => [result.id, result]));
  const join = (result: ScenarioResult, facts: Facts, requirement?: Requirement): void => {
    const key = JSON.stringify([result.id, facts]);
    const group = groups.get(key) ?? { requirements: [], facts, result };
    if (requirement) group.requirements.push(requirement);
    groups.set(key, group);
  };
  for (const { id, findings } of summary.requirements) {
    const requirement = catalogue.get(id);
    for (const finding of findings) {
      const result = results.get(finding.scenario);
      // A known failure that passes now is told by its problem, not by a scenario.
      if (!requirement || !result || !TOLD.has(finding.verdict) || finding.verdict === "unexpected-pass") continue;
      join(result, factsOf(finding), requirement);
    }
  }
  for (const result of summary.results) if (failedAlone(result)) join(result, factsOfOutcome(result));
  return mergeAlike([...groups.values()], catalogue);
}

/** A scenario that fails and speaks of no requirement: its failure has no other place. */
function failedAlone({ outcome, requirementVerdicts }: ScenarioResult): boolean {
  return outcome === "failed" && requirementVerdicts.length === 0;
}

function factsOf({ scenario: _scenario, role: _role, ...facts }: Evidencing): Facts {
  return facts;
}

function factsOfOutcome({ failure, verdict }: ScenarioResult): Facts {
  return { verdict, message: failure?.message ?? "failed", ...(failure && { step: failure.step }) };
}

/** Figures and the names of our peers differ from scenario to scenario: they make no kind of their own. Nor does the step. */
function alike({ verdict, expected, observed, message, known }: Facts, requirements: readonly Requirement[]): string {
  const ids = requirements.map(({ id }) => id);
  if (known !== undefined) return JSON.stringify([ids, verdict, known]);
  const said = [ids, verdict, observed === undefined ? [expected, message] : observed];
  return withoutFigures(JSON.stringify(said)).replaceAll(/\b(client|server) [A-Z]\b/g, "$1");
}

function mergeAlike(
  groups: readonly { requirements: Requirement[]; facts: Facts; result: ScenarioResult }[],
  catalogue: Catalogue,
): FindingKind[] {
  const kinds = new Map<string, FindingKind>();
  for (const { requirements, facts, result } of groups) {
    const key = alike(facts, requirements);
    const kind = kinds.get(key);
    kinds.set(key, kind ? { ...kind, scenarios: [...kind.scenarios, result] } : { requirements, ...facts, scenarios: [result] });
  }
  const place = ({ requirements: [first] }: FindingKind): number => (first ? catalogue.requirements.indexOf(first) : Infinity);
  return [...kinds.values()].sort((a, b) => compareVerdicts(a.verdict, b.verdict) || place(a) - place(b));
}

/** What came instead of what was expected, with its figures; `observed` is the same without, for pins. */
export function gotOf({ expected, observed, message }: Pick<Evidencing, "expected" | "observed" | "message">): string | undefined {
  if (expected === undefined) return message;
  const start = `expected ${expected}; got `;
  return message?.startsWith(start) ? message.slice(start.length) : (observed ?? message);
}

/** A finding in one sentence, with its figures. */
export function saidOf(finding: Pick<Evidencing, "expected" | "observed" | "message">): string {
  const got = gotOf(finding) ?? "";
  return finding.expected === undefined ? got : `expected ${finding.expected}; got ${got}`;
}

/** The same for findings of one kind, in a run and from run to run. */
export function kindKey(kind: FindingKind): string {
  return alike(kind, kind.requirements);
}
