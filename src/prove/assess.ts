import type { Catalogue } from "../suite/catalogue";
import { judge, type JudgeOptions, type ScenarioOutcome } from "../suite/verdict";
import type { Role } from "../trace";
import type { ProofPlan, Trial } from "./plan";

/** What became of one pass. */
export interface ProofResult {
  readonly requirement: string;
  readonly role: Role;
  /** `proven`: it failed under its change. `excused`: no change on the wire can break it. */
  readonly verdict: "proven" | "unproven" | "excused";
  /** The change in words, or the reason. */
  readonly what: string;
  /** Other requirements that failed too under the change: a Given is missing somewhere. */
  readonly alsoFailed: readonly string[];
}

export interface ProofReport {
  readonly results: readonly ProofResult[];
  /** Scenarios that were no pass any more though nothing was broken, with the change. */
  readonly disturbed: readonly string[];
}

export function assessProofs(
  { trials, excused, missing }: ProofPlan,
  outcomes: readonly ScenarioOutcome[],
  catalogue: Catalogue,
  options: JudgeOptions,
): ProofReport {
  const of = ({ key }: Trial) => outcomes.filter(({ tags }) => tags.includes(`@proof:${key}`));
  const results: ProofResult[] = [
    ...trials.flatMap((trial) => {
      const { requirement, role, what } = trial;
      if (requirement === undefined) return [];
      const failed = failedOf(of(trial), catalogue, options);
      const verdict = failed.includes(requirement) ? ("proven" as const) : ("unproven" as const);
      return [{ requirement, role, verdict, what, alsoFailed: failed.filter((id) => id !== requirement) }];
    }),
    ...excused.map(({ requirement, role, reason }) => ({
      requirement,
      role,
      verdict: "excused" as const,
      what: reason,
      alsoFailed: [],
    })),
    ...missing.map(({ requirement, role }) => ({
      requirement,
      role,
      verdict: "unproven" as const,
      what: "no change is known that breaks it",
      alsoFailed: [],
    })),
  ];
  const neutral = trials.filter(({ requirement }) => requirement === undefined);
  const disturbed = neutral.flatMap((trial) =>
    of(trial)
      .filter(({ outcome }) => outcome !== "passed" && outcome !== "not-applicable")
      .map(({ id, outcome, reason, failure }) => `${id} under ${trial.what}: ${outcome}: ${reason ?? failure?.message ?? ""}`),
  );
  return { results, disturbed };
}

/** Requirements that were found broken, whatever that counts for. */
function failedOf(outcomes: readonly ScenarioOutcome[], catalogue: Catalogue, options: JudgeOptions): string[] {
  const { requirements } = judge(outcomes, catalogue, { ...options, knownFailures: [] });
  return requirements
    .filter(({ findings }) => findings.some(({ verdict }) => verdict === "fail" || verdict === "warn" || verdict === "info"))
    .map(({ id }) => id);
}
