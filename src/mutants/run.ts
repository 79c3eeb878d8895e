import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { RoleMutant } from "../../simulators/mutants";
import { temporaryFolder } from "../files";
import { loadCatalogue } from "../suite/catalogue";
import { orderOf, runSuite } from "../suite/run";
import { loadSut } from "../suite/sut";
import type { ScenarioOutcome } from "../suite/verdict";
import type { Dialect } from "../vocabulary";
import { assess, type MutantResult } from "./assess";
import { planMutants, type PlannedMutant } from "./plan";

export interface MutantRunOptions {
  readonly mutants: readonly RoleMutant[];
  /** Folder for ladders and traces: NAME/scenarios/ID. */
  readonly report: string;
  readonly parallel: number;
  /** Multiplies every deadline. */
  readonly timeScale: number;
  /** Every scenario of the role against each mutant. */
  readonly full: boolean;
  /** The scenarios of the excused requirements too: shows which excuses are still needed. */
  readonly excused?: boolean;
  /** Of each outline at most this many rows. */
  readonly rows?: number;
  /** In the network lab (this process is inside): the mutants that only a router shows, and no others. */
  readonly lab: boolean;
  /** Judges every mutant so; the one that it names for itself, or netstandard, by default. */
  readonly dialect?: Dialect;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  onPlan?(mutants: readonly PlannedMutant[]): void;
  onOutcome?(outcome: ScenarioOutcome): void;
  onComplaint?(text: string): void;
}

export interface MutantRun {
  readonly results: readonly MutantResult[];
  /** What concerns the run as a whole. */
  readonly errors: readonly string[];
  readonly durationMs: number;
}

/** Runs the relevant scenarios against every mutant, in one run of Cucumber. */
export async function runMutants(options: MutantRunOptions): Promise<MutantRun> {
  const folder = temporaryFolder();
  try {
    const plan = await planMutants(options.mutants, {
      folder,
      full: options.full,
      excused: options.excused ?? false,
      lab: options.lab,
      ...(options.rows === undefined ? {} : { rows: options.rows }),
    });
    options.onPlan?.(plan.mutants);
    const { outcomes, errors, durationMs } = await runSuite({
      features: plan.features,
      tags: "",
      names: [],
      parallel: options.parallel,
      order: await orderOfAll(plan.mutants),
      report: options.report,
      cucumberReports: false,
      worldParameters: {
        suts: {},
        mutants: Object.fromEntries(plan.mutants.map(({ mutant, sutFile }) => [mutant.name, sutFile])),
        timeScale: options.timeScale,
        report: options.report,
        seed: "mutants",
        ...(options.lab ? { lab: true } : {}),
        ...(options.dialect ? { dialect: options.dialect } : {}),
        pki: join(folder, "pki"),
      },
      env: options.env,
      signal: options.signal,
      ...(options.onOutcome ? { onOutcome: (outcome) => options.onOutcome?.(outcome) } : {}),
      ...(options.onComplaint ? { onComplaint: (text) => options.onComplaint?.(text) } : {}),
    });
    return { results: assess(plan.mutants, outcomes, await loadCatalogue(), options.dialect), errors, durationMs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** All mutants of a role state the timing of its reference. */
async function orderOfAll(mutants: readonly PlannedMutant[]) {
  const roles = [...Map.groupBy(mutants, ({ role }) => role)];
  const timing = await Promise.all(
    roles.map(async ([role, [first]]) => [role, first && (await loadSut(first.sutFile)).timing] as const),
  );
  return orderOf(
    mutants.flatMap(({ copies }) => copies),
    Object.fromEntries(timing.filter(([, stated]) => stated !== undefined)),
  );
}
