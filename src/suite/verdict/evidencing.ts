import { READING_TAG, type Catalogue, type Requirement, type Role } from "../catalogue";
import { gradeFinding, normalize, observedOf, withoutFigures } from "./grade";
import type { Evidencing, Finding, JudgeOptions, KnownFailure, ScenarioOutcome } from "./types";
import { DEFAULT_DIALECT } from "../../vocabulary";

const OUR_READING = " (the suite's reading of the clause, which does not say so in these words)";

/** What one scenario says about a requirement. */
export type Statement = readonly [requirement: string, evidencing: Evidencing];

/** All that one scenario says about the requirements that it is tagged with or that a checker blames. */
export function evidencingsOf(outcome: ScenarioOutcome, catalogue: Catalogue, options: JudgeOptions): Statement[] {
  return [...spokenOf(outcome)].flatMap((id) => {
    const requirement = catalogue.get(id);
    if (!requirement) return [];
    const findings = (outcome.observations.findings ?? []).filter((finding) => finding.requirement === id);
    const distinct = [...new Map(findings.map((finding) => [withoutFigures(finding.actual), finding])).values()];
    // What is only the suite's reading never stands for what a step found.
    const isHidden = distinct.every(({ reading }) => reading) && isAsked(id, outcome) && hasFailedStep(outcome);
    const causes = distinct.length === 0 || isHidden ? [...distinct, undefined] : distinct;
    return causes.map((finding): Statement => [id, evidence(requirement, outcome, finding, options)]);
  });
}

/** Ids of all requirements that an outcome speaks about, in the catalogue or not. */
export function spokenOf({ requirements, observations, outcome }: ScenarioOutcome): Set<string> {
  const blamed = outcome === "failed" ? (observations.blames ?? []) : [];
  const { findings = [], hidden = [] } = observations;
  return new Set([...requirements, ...[...findings, ...hidden].map(({ requirement }) => requirement), ...blamed]);
}

function isAsked(id: string, { requirements, observations }: ScenarioOutcome): boolean {
  return requirements.includes(id) || observations.blames?.includes(id) === true;
}

function hasFailedStep({ outcome, failure }: ScenarioOutcome): boolean {
  return outcome === "could-not-run" || (outcome === "failed" && failure?.keywordType !== "Checker");
}

function evidence(
  requirement: Requirement,
  outcome: ScenarioOutcome,
  finding: Finding | undefined,
  options: JudgeOptions,
): Evidencing {
  const base = { scenario: outcome.id, ...(outcome.role && { role: outcome.role }) };
  const other = requirement.dialect !== undefined && requirement.dialect !== (options.dialect ?? DEFAULT_DIALECT);
  if (other) return { ...base, verdict: "not-applicable", message: `holds in the dialect ${requirement.dialect} only` };
  if (finding) return broken(requirement, outcome, options, findingFacts(finding), finding.reading);
  const hidden = outcome.observations.hidden?.find((each) => each.requirement === requirement.id);
  if (hidden) return { ...base, verdict: "not-visible", message: hidden.why };
  switch (outcome.outcome) {
    case "passed":
      return { ...base, verdict: "pass" };
    case "not-applicable":
    case "could-not-run":
      return { ...base, verdict: outcome.outcome, message: outcome.reason ?? "no reason given" };
    case "failed":
      return failed(requirement, outcome, options);
  }
}

function failed(requirement: Requirement, outcome: ScenarioOutcome, options: JudgeOptions): Evidencing {
  const base = { scenario: outcome.id, ...(outcome.role && { role: outcome.role }) };
  const { blames } = outcome.observations;
  const survived = outcome.observations.survived !== false;
  // Only the checkers failed the scenario, and they blame others: for this requirement its steps passed.
  if (outcome.failure?.keywordType === "Checker" && survived) return { ...base, verdict: "pass" };
  if (blames && !blames.includes(requirement.id)) {
    return { ...base, verdict: "could-not-run", message: `not reached: the scenario failed on ${blames.join(", ")} first` };
  }
  const { failure } = outcome;
  const { sent, refusal, log, remark } = outcome.observations;
  const message = failure?.message ?? "failed";
  const [, expected, actual] = /^expected ([\s\S]*?); got ([\s\S]*)$/.exec(message) ?? [];
  const reading = outcome.tags.includes(READING_TAG) || remark === message || undefined;
  return broken(
    requirement,
    outcome,
    options,
    {
      observed: observedOf(outcome),
      message,
      ...(failure && { step: failure.step }),
      ...(sent !== undefined && { sent }),
      ...(refusal !== undefined && { refusal }),
      ...(log && { log }),
      ...(expected !== undefined && { expected }),
      ...(actual !== undefined && outcome.observations.observed === undefined && { observed: normalize(actual) }),
      ...(reading && expected !== undefined && ofReading(expected, actual ?? "")),
    },
    reading,
  );
}

function ofReading(expected: string, actual: string): Pick<Evidencing, "expected" | "message"> {
  const whose = `${expected}${OUR_READING}`;
  return { expected: whose, message: `expected ${whose}; got ${actual}` };
}

type Facts = Pick<Evidencing, "expected" | "observed" | "message" | "step" | "sent" | "refusal" | "log">;

function findingFacts({ expected, actual, reading, sent, at = "checkers" }: Finding): Facts {
  const whose = reading ? OUR_READING : "";
  return {
    expected: `${expected}${whose}`,
    observed: normalize(actual),
    message: `expected ${expected}${whose}; got ${actual}`,
    step: at,
    ...(sent !== undefined && { sent }),
  };
}

function broken(
  requirement: Requirement,
  outcome: ScenarioOutcome,
  options: JudgeOptions,
  facts: Facts,
  reading?: true,
): Evidencing {
  const { survived } = outcome.observations;
  const known = knownFailureFor(
    requirement.id,
    { scenario: outcome.id, ...(outcome.role && { role: outcome.role }) },
    facts.observed ?? "",
    options.knownFailures ?? [],
  );
  return {
    scenario: outcome.id,
    ...(outcome.role && { role: outcome.role }),
    verdict: known ? "expected-fail" : gradeFinding(requirement, options, survived, reading),
    ...facts,
    ...(survived === false && { survived }),
    ...(known && { known: known.reason }),
  };
}

export function knownFailureFor(
  requirement: string,
  where: { readonly scenario: string; readonly role?: Role },
  observed: string,
  known: readonly KnownFailure[],
): KnownFailure | undefined {
  return known.find((entry) => entry.requirement === requirement && concerns(entry, where) && isSeen(entry, observed));
}

function isSeen({ observed }: KnownFailure, seen: string): boolean {
  return observed === undefined || withoutFigures(observed) === withoutFigures(seen);
}

/** Whether an entry is about this scenario and role. */
export function concerns(entry: KnownFailure, { scenario, role }: { readonly scenario: string; readonly role?: Role }): boolean {
  return (
    (entry.scenario === undefined || entry.scenario === scenario) &&
    (entry.role === undefined || role === undefined || entry.role === role)
  );
}
