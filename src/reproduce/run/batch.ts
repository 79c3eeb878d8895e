import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../harness/catalogue";
import { runSuite } from "../../harness/run";
import type { ScenarioOutcome } from "../../harness/verdict";
import { variantsFeature, type FaultScenario, type Variant } from "../scenario";
import type { ReproduceOptions, VariantResult } from "./types";

/**
 * Runs variants of a scenario file as one feature, through the same runner as `reverse-hello test`; the results come in the order
 * of the variants. `name` is the file name of the feature and part of the scenarios' ids.
 */
export async function runVariants(
  base: FaultScenario,
  variants: readonly Variant[],
  name: string,
  options: ReproduceOptions,
): Promise<VariantResult[]> {
  const folder = join(options.report, "reproduce");
  await mkdir(folder, { recursive: true });
  const feature = join(folder, `${name}.feature`);
  await writeFile(feature, variantsFeature(base, variants));
  forgetSteps();
  const { report, seed, timeScale, pki, parallel, env, signal, onOutcome, onComplaint } = options;
  const { outcomes, errors } = await runSuite({
    features: [feature],
    tags: "",
    names: [],
    parallel: Math.max(1, Math.min(parallel, variants.length)),
    report,
    worldParameters: {
      suts: { [base.role]: options.sut },
      timeScale,
      report,
      seed,
      pki,
      ...(base.dialect === undefined ? {} : { dialect: base.dialect }),
    },
    env,
    signal,
    ...(onOutcome ? { onOutcome } : {}),
    ...(onComplaint ? { onComplaint } : {}),
  });
  return variants.map((variant, index) => resultOf(variant, outcomes, index + 1, errors, report));
}

function resultOf(
  { title }: Variant,
  outcomes: readonly ScenarioOutcome[],
  number: number,
  errors: readonly string[],
  report: string,
): VariantResult {
  const outcome = outcomes.find((one) => one.title.startsWith(`[${number}] `));
  if (!outcome) {
    const reason = errors[0] ?? "the runner told nothing of it";
    return { title, result: "could-not-run", reason, durationMs: 0, evidence: report };
  }
  const evidence = join(report, "scenarios", outcome.id);
  const failed = outcome.failure ? `"${outcome.failure.step}": ${outcome.failure.message}` : undefined;
  const reason = outcome.reason ?? failed ?? errors[0];
  const result = outcome.outcome === "passed" ? "held" : outcome.outcome === "failed" ? "failed" : "could-not-run";
  return { title, result, ...(reason === undefined ? {} : { reason }), durationMs: outcome.durationMs, evidence };
}

/** Cucumber collects step definitions while their files load; a file that Node remembers from an earlier run would add none. */
export function forgetSteps(): void {
  const folder = join(packageRoot(), "steps");
  const compiled = join(packageRoot(), "dist", "steps");
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(folder) || file.startsWith(compiled)) delete require.cache[file];
  }
}
