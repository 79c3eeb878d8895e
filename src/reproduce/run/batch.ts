import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { packageRoot } from "../../files";
import { runSuite } from "../../suite/run";
import type { ScenarioOutcome } from "../../suite/verdict";
import type { Role } from "../../trace";
import { variantsFeature, type FaultScenario, type Variant } from "../scenario";
import type { ReproduceOptions, VariantResult } from "./types";
import { makeFolder } from "../../files";
import type { Dialect } from "../../vocabulary";

/** A feature that is made of one scenario file. `name` is its file name and part of the scenarios' ids. */
export interface Batch {
  readonly base: FaultScenario;
  readonly variants: readonly Variant[];
  readonly name: string;
}

/** What all batches of one run share; `sut` by role. */
export type BatchOptions = Omit<ReproduceOptions, "sut"> & { readonly suts: Readonly<Partial<Record<Role, string>>> };

/** Runs variants of a scenario file as one feature; the results come in the order of the variants. */
export async function runVariants(
  base: FaultScenario,
  variants: readonly Variant[],
  name: string,
  options: ReproduceOptions,
): Promise<VariantResult[]> {
  const { sut, ...rest } = options;
  return (await runBatches([{ base, variants, name }], { ...rest, suts: { [base.role]: sut } }))[0] ?? [];
}

/** Runs features of several scenario files in one go, through the same runner as `reverse-hello test`; results by batch and variant. */
export async function runBatches(batches: readonly Batch[], options: BatchOptions): Promise<VariantResult[][]> {
  const { report, seed, timeScale, pki, parallel, env, signal, suts, lab, onOutcome, onComplaint } = options;
  const features = await writeFeatures(batches, report);
  const total = batches.reduce((sum, { variants }) => sum + variants.length, 0);
  const [dialect] = batches.length === 1 ? [batches[0]?.base.dialect] : [];
  const { outcomes, errors, stopped } = await runSuite({
    features,
    tags: "",
    names: [],
    parallel: Math.max(1, Math.min(parallel, total)),
    report,
    worldParameters: { suts, timeScale, report, seed, pki, ...(lab ? { lab } : {}), ...(dialect === undefined ? {} : { dialect }) },
    env,
    signal,
    ...(onOutcome ? { onOutcome } : {}),
    ...(onComplaint ? { onComplaint } : {}),
  });
  return batches.map(({ variants }, at) => {
    const own = outcomes.filter((outcome) => resolve(packageRoot(), outcome.uri) === features[at]);
    return variants.map((variant, index) => resultOf(variant, own, index + 1, stopped === undefined ? errors : [stopped], report));
  });
}

/** Runs a scenario that stands in a feature file, `FILE:LINE`. */
export async function runScenario(
  feature: string,
  role: Role,
  dialect: Dialect,
  options: ReproduceOptions,
): Promise<VariantResult> {
  const { report, seed, timeScale, pki, env, signal, sut, lab, onComplaint } = options;
  await makeFolder(report);
  const worldParameters = { suts: { [role]: sut }, timeScale, report, seed, pki, dialect, ...(lab ? { lab } : {}) };
  const more = onComplaint ? { onComplaint } : {};
  const run = { features: [feature], tags: "", names: [], parallel: 1, report, worldParameters, env, signal, ...more };
  const { outcomes, errors, stopped } = await runSuite(run);
  const [outcome] = outcomes;
  const title = outcome?.title ?? feature;
  return toResult(title, outcome, stopped === undefined ? errors : [stopped], report);
}

async function writeFeatures(batches: readonly Batch[], report: string): Promise<string[]> {
  const folder = join(report, "reproduce");
  await makeFolder(folder);
  return Promise.all(
    batches.map(async ({ base, variants, name }) => {
      const feature = join(folder, `${name}.feature`);
      await writeFile(feature, variantsFeature(base, variants));
      return feature;
    }),
  );
}

function resultOf(
  { title }: Variant,
  outcomes: readonly ScenarioOutcome[],
  number: number,
  errors: readonly string[],
  report: string,
): VariantResult {
  return toResult(
    title,
    outcomes.find((one) => one.title.startsWith(`[${number}] `)),
    errors,
    report,
  );
}

function toResult(title: string, outcome: ScenarioOutcome | undefined, errors: readonly string[], report: string): VariantResult {
  if (!outcome) {
    const reason = errors[0] ?? "the runner reported no result for it";
    return { title, result: "could-not-run", reason, durationMs: 0, evidence: report };
  }
  const evidence = join(report, "scenarios", outcome.id);
  const failed = outcome.failure ? `"${outcome.failure.step}": ${outcome.failure.message.replace(/\s+/g, " ")}` : undefined;
  const died = endOf(outcome);
  const seen = outcome.reason ?? failed ?? errors[0];
  const reason = died && seen ? `${died}; seen at ${seen}` : (died ?? seen);
  const result = outcome.outcome === "passed" ? "held" : outcome.outcome === "failed" ? "failed" : "could-not-run";
  return { title, result, ...(reason === undefined ? {} : { reason }), durationMs: outcome.durationMs, evidence };
}

/** The end of a SUT that ended by itself, with the last of its last words; the others are in sut.stdout and sut.stderr. */
function endOf({ observations: { died } }: ScenarioOutcome): string | undefined {
  return died?.replace(/(; its last line)s: (?:.* \| )?/s, "$1: ").replace(/\s+/g, " ");
}
