import type { Fault, FaultScenario } from "../scenario";
import { runVariants } from "./batch";
import { portions, runsToSee } from "./chance";
import { copies, repeat } from "./repeat";
import type { ReproduceOptions, VariantResult } from "./types";

export interface Shrunk {
  /** `never-failed`: there is nothing to shrink; `without-faults`: it fails with a healthy network too. */
  readonly end: "shrunk" | "never-failed" | "without-faults";
  readonly scenario: FaultScenario;
  /** Names of the faults that are not needed, in the order of their removal. */
  readonly removed: readonly string[];
  readonly runs: number;
  /** Runs of the whole scenario that failed, and that could be judged. */
  readonly failed: number;
  readonly judged: number;
  /** Runs without a failure after which a fault counts as needed. */
  readonly limit: number;
  /** A run that failed, with the shortest list. */
  readonly failing: VariantResult | undefined;
}

interface Candidate {
  readonly name: string;
  readonly scenario: FaultScenario;
}

/**
 * Removes faults one by one as long as the scenario still fails. `times` runs of the whole scenario tell how often it fails; each candidate
 * then runs until it fails, at most so often that a failure of that rate is overlooked once in a hundred times. Rejects when it is stopped.
 */
export async function shrink(scenario: FaultScenario, times: number, name: string, options: ReproduceOptions): Promise<Shrunk> {
  const whole = await repeat(scenario, times, `${name}-0`, options);
  options.signal.throwIfAborted();
  const { failed, judged } = whole;
  const limit = Math.max(times, runsToSee(failed / judged));
  const found: Shrunk = {
    end: "never-failed",
    scenario,
    removed: [],
    runs: times,
    failed,
    judged,
    limit,
    failing: whole.results.find(({ result }) => result === "failed"),
  };
  return found.failing ? leaveOut(found, name, options) : found;
}

async function leaveOut(whole: Shrunk, name: string, options: ReproduceOptions): Promise<Shrunk> {
  let { scenario, failing, runs } = whole;
  const removed: string[] = [];
  for (let round = 1; scenario.faults.length > 0; round += 1) {
    const candidates = withoutOne(scenario);
    const tried = await firstThatFails(candidates, whole.limit, `${name}-${round}`, options);
    runs += tried.runs;
    if (!tried.candidate) break;
    scenario = tried.candidate.scenario;
    failing = tried.failing;
    removed.push(tried.candidate.name);
  }
  return { ...whole, end: scenario.faults.length === 0 ? "without-faults" : "shrunk", scenario, removed, runs, failing };
}

interface Tried {
  readonly candidate: Candidate | undefined;
  readonly failing: VariantResult | undefined;
  readonly runs: number;
}

async function firstThatFails(
  candidates: readonly Candidate[],
  limit: number,
  name: string,
  options: ReproduceOptions,
): Promise<Tried> {
  let runs = 0;
  for (const times of portions(limit, Math.ceil((2 * options.parallel) / candidates.length))) {
    const variants = candidates.flatMap((one) => copies(one.scenario, times, `without ${one.name}`));
    const [{ scenario }] = candidates as [Candidate];
    const results = await runVariants(scenario, variants, `${name}-${runs}`, options);
    options.signal.throwIfAborted();
    runs += results.length;
    const index = results.findIndex(({ result }) => result === "failed");
    if (index >= 0) return { candidate: candidates[Math.floor(index / times)], failing: results[index], runs };
  }
  return { candidate: undefined, failing: undefined, runs };
}

function withoutOne(scenario: FaultScenario): Candidate[] {
  return scenario.faults.map((fault, index) => ({
    name: faultName(fault, index),
    scenario: { ...scenario, faults: scenario.faults.filter((other) => other !== fault) },
  }));
}

function faultName(fault: Fault, index: number): string {
  return (
    fault.name ??
    `fault ${index + 1} (${Object.entries(fault.do)
      .map(([word, value]) => `${word} ${JSON.stringify(value)}`)
      .join(", ")})`
  );
}
