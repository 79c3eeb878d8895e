import { DEFAULT_DIALECT, isJudged, ROLES, type Role } from "../../vocabulary";
import type { Catalogue, Requirement } from "../catalogue";
import { evidencingsOf, spokenOf, type Statement } from "./evidencing";
import { compareVerdicts, worst } from "./grade";
import { checkKnownFailures } from "./known-failures";
import type {
  Evidencing,
  JudgeOptions,
  Judgement,
  KnownFailureProblem,
  RequirementVerdict,
  ScenarioOutcome,
  ScenarioVerdict,
  Verdict,
} from "./types";

/** The error of a run whose selection was empty; a shard may be empty, the merge of all must not. */
export const NOTHING_SELECTED = "no scenario was selected";

/**
 * Verdicts on every requirement that the outcomes speak about, and the exit code of the run. Pure.
 * `runErrors`: what RunJudge collected; any makes the run one that could not run.
 */
export function judge(
  outcomes: readonly ScenarioOutcome[],
  catalogue: Catalogue,
  options: JudgeOptions = {},
  runErrors: readonly string[] = [],
): Judgement {
  const own = options.role === undefined ? outcomes : outcomes.filter(({ role }) => role === undefined || role === options.role);
  const spoken = new Map(own.map((outcome) => [outcome, evidencingsOf(outcome, catalogue, options)]));
  const byRequirement = new Map<string, Evidencing[]>();
  for (const evidencings of spoken.values()) {
    for (const [id, evidencing] of evidencings) {
      const known = byRequirement.get(id);
      if (known) known.push(evidencing);
      else byRequirement.set(id, [evidencing]);
    }
  }
  const ran = (some: readonly ScenarioOutcome[]) => new Set(some.map(({ id }) => id));
  const ofOther = own.filter(({ dialect }) => dialect !== undefined && dialect !== (options.dialect ?? DEFAULT_DIALECT));
  const problems = checkKnownFailures({ byRequirement, scenarios: ran(own), otherDialect: ran(ofOther) }, catalogue, options);
  const requirements = catalogue.requirements.flatMap((requirement) => {
    const evidencings = byRequirement.get(requirement.id);
    return evidencings ? [requirementVerdict(requirement, evidencings, problems)] : [];
  });
  const scenarios = own.map((outcome) => scenarioVerdict(outcome, spoken.get(outcome) ?? []));
  const errors = [...new Set([...runErrors, ...unknownIds(own, catalogue)])];
  if (own.length === 0 && errors.length === 0) errors.push(NOTHING_SELECTED);
  const parts = { requirements, scenarios, knownFailureProblems: problems, runErrors: errors };
  return { ...parts, exitCode: exitCodeOf(parts, options) };
}

function requirementVerdict(
  requirement: Requirement,
  evidencings: readonly Evidencing[],
  problems: readonly KnownFailureProblem[],
): RequirementVerdict {
  const stale = problems.filter(({ entry, problem }) => entry.requirement === requirement.id && problem === "passes");
  const findings: Evidencing[] = evidencings.filter(({ verdict }) => verdict !== "pass");
  for (const { entry, message } of stale) {
    findings.push({
      scenario: entry.scenario ?? evidencings[0]?.scenario ?? "",
      verdict: "unexpected-pass",
      message,
      known: entry.reason,
    });
  }
  const roles: Partial<Record<Role, Verdict>> = {};
  for (const role of ROLES) {
    const ofRole = evidencings.filter((evidencing) => evidencing.role === role);
    if (ofRole.length > 0) roles[role] = worst(ofRole.map(({ verdict }) => verdict));
  }
  const { id, title, level, evidence, clause } = requirement;
  return {
    id,
    title,
    level,
    evidence,
    clause,
    verdict: worst([...evidencings, ...findings].map(({ verdict }) => verdict)),
    roles,
    scenarios: [...new Set(evidencings.map(({ scenario }) => scenario))],
    findings: findings.sort((a, b) => compareVerdicts(a.verdict, b.verdict)),
  };
}

/** A scenario that could not run is never excused; a failed one without a requirement still fails. */
function scenarioVerdict(outcome: ScenarioOutcome, statements: readonly Statement[]): ScenarioVerdict {
  const ids = [...new Set(statements.map(([id]) => id))];
  const of = (id: string): Verdict => worst(statements.flatMap(([each, { verdict }]) => (each === id ? [verdict] : [])));
  const requirements = ids.map((id) => ({ id, verdict: of(id) }));
  const own = { passed: "pass", failed: "fail", "could-not-run": "could-not-run", "not-applicable": "not-applicable" } as const;
  const spoken = requirements.map(({ verdict }) => verdict);
  const counts = spoken.length === 0 || outcome.outcome === "could-not-run" ? [...spoken, own[outcome.outcome]] : spoken;
  return { id: outcome.id, verdict: worst(counts), requirements };
}

/** A tag or a finding with an id that the catalogue does not have would be judged by nobody. */
function unknownIds(outcomes: readonly ScenarioOutcome[], catalogue: Catalogue): string[] {
  return outcomes.flatMap((outcome) =>
    [...spokenOf(outcome)]
      .filter((id) => !catalogue.get(id))
      .map((id) => `${outcome.id} names ${id}, which is not in the catalogue`),
  );
}

/** Precedence: findings, then could not run (also: nothing selected, nothing judged), then good. */
function exitCodeOf(judgement: Omit<Judgement, "exitCode">, { strict }: JudgeOptions): 0 | 1 | 3 {
  const verdicts = [...judgement.requirements, ...judgement.scenarios].map(({ verdict }) => verdict);
  const isFinding = verdicts.some(
    (verdict) => verdict === "fail" || verdict === "unexpected-pass" || (strict === true && verdict === "warn"),
  );
  if (isFinding || judgement.knownFailureProblems.length > 0) return 1;
  if (judgement.runErrors.length > 0 || verdicts.includes("could-not-run")) return 3;
  // A run in which nothing applied has judged nothing: that is not good.
  return judgement.scenarios.some(({ verdict }) => isJudged(verdict)) ? 0 : 3;
}
