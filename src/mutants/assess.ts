import { type Catalogue } from "../suite/catalogue";
import { gradeFinding, judge, type Evidencing, type ScenarioOutcome } from "../suite/verdict";
import { expectedOf, type PlannedMutant } from "./plan";
import { DEFAULT_DIALECT, type Dialect } from "../vocabulary";

/** What the suite made of one mutant. */
export interface MutantResult extends PlannedMutant {
  /** Requirements that failed, with what was seen. */
  readonly failed: ReadonlyMap<string, readonly Evidencing[]>;
  /** Requirements that should have failed and did not: the mutant survived them. */
  readonly survived: readonly string[];
  /** Requirements that failed without being expected to. */
  readonly unexpected: readonly string[];
  /** Scenarios that could not run, with the reason. */
  readonly notRun: readonly ScenarioOutcome[];
  /** Time of its scenarios together, in ms; several run at once. */
  readonly durationMs: number;
  /** Caught by the right requirements, and nothing else blamed. */
  readonly killed: boolean;
}

/** Judges the outcomes of each mutant by itself, as `reverse-hello test` would; in the dialect that it names unless one is given. */
export function assess(
  mutants: readonly PlannedMutant[],
  outcomes: readonly ScenarioOutcome[],
  catalogue: Catalogue,
  dialect?: Dialect,
): MutantResult[] {
  return mutants.map((entry) => {
    const own = outcomes.filter(({ tags }) => tags.includes(`@mutant:${entry.mutant.name}`));
    const spoken = dialect ?? entry.mutant.dialect ?? DEFAULT_DIALECT;
    const { requirements } = judge(own, catalogue, { role: entry.role, dialect: spoken });
    const failed = new Map(
      requirements.flatMap(({ id, findings }) => {
        const seen = findings.filter(({ verdict }) => verdict === "fail" || verdict === "warn" || verdict === "info");
        return seen.length > 0 ? [[id, seen] as const] : [];
      }),
    );
    const survived = entry.mutant.breaks.filter((id) => {
      if ((catalogue.get(id)?.dialect ?? spoken) !== spoken) return false;
      const enough = new Set(["fail", weightOf(id, entry, catalogue)]);
      return !failed.get(id)?.some(({ verdict }) => enough.has(verdict));
    });
    const unexpected = [...failed.keys()].filter((id) => !expectedOf(entry).includes(id));
    return {
      ...entry,
      failed,
      survived,
      unexpected,
      notRun: own.filter(({ outcome }) => outcome === "could-not-run"),
      durationMs: own.reduce((sum, { durationMs }) => sum + durationMs, 0),
      killed: survived.length === 0 && unexpected.length === 0,
    };
  });
}

/** What the suite has to say of a broken requirement: the verdict of its level, or a warning where the mutant says so. */
function weightOf(id: string, { mutant }: PlannedMutant, catalogue: Catalogue): "fail" | "warn" | "info" {
  const requirement = catalogue.get(id);
  return mutant.warns?.includes(id) || !requirement ? "warn" : gradeFinding(requirement, {});
}
