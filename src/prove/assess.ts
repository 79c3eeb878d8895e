import { defined } from "../objects";
import type { Catalogue } from "../suite/catalogue";
import { judge, type JudgeOptions, type ProofReport, type ProofResult, type ScenarioOutcome } from "../suite/verdict";
import type { Pass, ProofPlan } from "./plan";
import { alsoOf } from "./proofs";
import { outcomesOf, type Trial } from "./trials";

/** What the trials came to. */
export interface Tried {
  readonly trials: readonly Trial[];
  readonly outcomes: readonly ScenarioOutcome[];
  readonly catalogue: Catalogue;
  readonly options: JudgeOptions;
}

export function assessProofs({ passes, excused, missing }: ProofPlan, tried: Tried): ProofReport {
  const green = greenOf(tried);
  const results: ProofResult[] = [
    ...passes.flatMap((pass) => (pass.scenarios.some(({ id }) => green.has(id)) ? [assess(pass, tried)] : [])),
    ...excused.map(({ reason: what, ...rest }) => ({ ...rest, verdict: "excused" as const, what, alsoFailed: [] })),
    ...missing.map((rest) => ({
      ...rest,
      verdict: "unproven" as const,
      what: "no change is known that breaks it",
      alsoFailed: [],
    })),
  ];
  return { results, disturbed: disturbedOf(tried) };
}

/** Passes that no trial has broken. */
export function unprovenOf(passes: readonly Pass[], tried: Tried): Pass[] {
  return passes.filter((pass) => assess(pass, tried).verdict === "unproven");
}

function assess({ requirement, role, alternatives }: Pass, tried: Tried): ProofResult {
  const own = tried.trials.filter((trial) => trial.requirement === requirement && trial.role === role);
  const found = own.map((trial) => ({ trial, failed: failedUnder(trial, tried) }));
  const breaks = found.find(({ failed }) => failed.includes(requirement));
  const what = breaks?.trial.what ?? [...new Set(own.map((trial) => trial.what))].join("; or ");
  const foreign = found.flatMap(({ trial, failed }) => failed.filter((id) => !alsoOf(trial.changes).includes(id)));
  const alsoFailed = [...new Set(foreign)].filter((id) => id !== requirement);
  const result = { requirement, role, what: what || `${alternatives.length} changes`, alsoFailed };
  return breaks
    ? { ...result, verdict: "proven" }
    : { ...result, verdict: "unproven", ...defined({ untried: untriedOf(own, tried) }) };
}

/** Why no scenario could run under its changes; undefined where one stayed green under one of them. */
function untriedOf(own: readonly Trial[], { outcomes }: Tried): string | undefined {
  const met = own.flatMap((trial) => outcomesOf(trial, outcomes));
  if (met.some(({ outcome }) => outcome !== "could-not-run")) return undefined;
  return met.find(({ reason }) => reason !== undefined)?.reason;
}

/** Requirements that were found broken, whatever that counts for, by scenarios that pass when nothing is broken. */
function failedUnder(trial: Trial, tried: Tried): string[] {
  const green = greenOf(tried);
  const counted = outcomesOf(trial, tried.outcomes).filter(({ id }) => green.has(id));
  const { requirements } = judge(counted, tried.catalogue, { ...tried.options, knownFailures: [] });
  return requirements
    .filter(({ findings }) => findings.some(({ verdict }) => verdict === "fail" || verdict === "warn" || verdict === "info"))
    .map(({ id }) => id);
}

function neutralOf({ trials, outcomes }: Tried): { readonly what: string; readonly outcome: ScenarioOutcome }[] {
  const neutral = new Map(trials.flatMap((trial) => (trial.requirement === undefined ? [[trial.key, trial] as const] : [])));
  return [...neutral.values()].flatMap((trial) => outcomesOf(trial, outcomes).map((outcome) => ({ what: trial.what, outcome })));
}

/** The outcomes behind relays that break nothing: as good as without a relay. */
export function greenOutcomes(tried: Tried): ScenarioOutcome[] {
  return neutralOf(tried).map(({ outcome }) => outcome);
}

function greenOf(tried: Tried): Set<string> {
  return new Set(neutralOf(tried).flatMap(({ outcome }) => (outcome.outcome === "passed" ? [outcome.id] : [])));
}

function disturbedOf(tried: Tried): string[] {
  return neutralOf(tried)
    .filter(({ outcome: { outcome } }) => outcome !== "passed" && outcome !== "not-applicable")
    .map(
      ({ what, outcome: { id, outcome, reason, failure } }) =>
        `${id} under ${what}: ${outcome}: ${reason ?? failure?.message ?? ""}`,
    );
}
