import type { Fault, FaultScenario } from "../scenario";
import { runVariants } from "./batch";
import { copies, count, repeat } from "./repeat";
import type { ReproduceOptions, VariantResult } from "./types";

export interface Shrunk {
  /** `never-failed`: there is nothing to shrink; `without-faults`: it fails with a healthy network too. */
  readonly end: "shrunk" | "never-failed" | "without-faults";
  readonly scenario: FaultScenario;
  /** Names of the faults that are not needed, in the order of their removal. */
  readonly removed: readonly string[];
  readonly runs: number;
  /** A run that failed, with the shortest list. */
  readonly failing: VariantResult | undefined;
}

interface Candidate {
  readonly name: string;
  readonly scenario: FaultScenario;
}

/**
 * Removes faults one by one as long as the scenario still fails. Each candidate gets `times` runs and counts as failing when one of them
 * fails, so a fault that strikes by chance needs enough runs to be seen.
 */
export async function shrink(scenario: FaultScenario, times: number, name: string, options: ReproduceOptions): Promise<Shrunk> {
  const whole = await repeat(scenario, times, `${name}-0`, options);
  let failing = whole.results.find(({ result }) => result === "failed");
  let runs = times;
  if (!failing) return { end: "never-failed", scenario, removed: [], runs, failing };
  let current = scenario;
  const removed: string[] = [];
  for (let round = 1; current.faults.length > 0; round += 1) {
    const candidates = withoutOne(current);
    const variants = candidates.flatMap((one) => copies(one.scenario, times, `without ${one.name}`));
    const results = await runVariants(scenario, variants, `${name}-${round}`, options);
    runs += results.length;
    const found = candidates.findIndex((_, index) => count(results.slice(index * times, (index + 1) * times)).failed > 0);
    const candidate = candidates[found];
    if (!candidate) break;
    failing = results.slice(found * times, (found + 1) * times).find(({ result }) => result === "failed") ?? failing;
    current = candidate.scenario;
    removed.push(candidate.name);
  }
  return { end: current.faults.length === 0 ? "without-faults" : "shrunk", scenario: current, removed, runs, failing };
}

function withoutOne(scenario: FaultScenario): Candidate[] {
  return scenario.faults.map((fault, index) => ({
    name: faultName(fault, index),
    scenario: { ...scenario, faults: scenario.faults.filter((other) => other !== fault) },
  }));
}

export function faultName(fault: Fault, index: number): string {
  return (
    fault.name ??
    `fault ${index + 1} (${Object.entries(fault.do)
      .map(([word, value]) => `${word} ${JSON.stringify(value)}`)
      .join(", ")})`
  );
}
