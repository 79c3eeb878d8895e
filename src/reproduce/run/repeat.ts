import type { FaultScenario, Variant } from "../scenario";
import { runVariants } from "./batch";
import type { ReproduceOptions, VariantResult } from "./types";

export interface Repeated {
  readonly results: readonly VariantResult[];
  readonly failed: number;
  readonly couldNotRun: number;
  /** Runs that could be judged. */
  readonly judged: number;
}

/** The same scenario this many times. Chances are drawn again in each: the seed is mixed with the scenario's number. */
export async function repeat(scenario: FaultScenario, times: number, name: string, options: ReproduceOptions): Promise<Repeated> {
  return count(await runVariants(scenario, copies(scenario, times), name, options));
}

export function copies(scenario: FaultScenario, times: number, title = scenario.name): Variant[] {
  return Array.from({ length: times }, (_, index) => ({
    scenario,
    title: times > 1 ? `${title}, run ${index + 1} of ${times}` : title,
  }));
}

export function count(results: readonly VariantResult[]): Repeated {
  const failed = results.filter(({ result }) => result === "failed").length;
  const couldNotRun = results.filter(({ result }) => result === "could-not-run").length;
  return { results, failed, couldNotRun, judged: results.length - couldNotRun };
}
