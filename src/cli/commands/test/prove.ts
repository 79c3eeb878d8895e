import { rm } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../../../files";
import {
  assessProofs,
  firstTrials,
  furtherTrials,
  greenOutcomes,
  loadProofs,
  planProofs,
  relaysOf,
  unprovenOf,
  writeTrials,
  type Trial,
} from "../../../prove";
import type { ScenarioInfo } from "../../../suite/catalogue";
import { claims } from "../../../suite/sut";
import type { SuiteResult } from "../../../suite/run";
import type { ProofReport, ScenarioOutcome } from "../../../suite/verdict";
import { plural } from "../../../text";
import type { CliIo } from "../../io";
import { Progress } from "../../progress";
import { judgingOf } from "./judging";
import { Log } from "./log";
import type { Plan } from "./plan";
import { run } from "./run";

interface Where {
  readonly report: string;
  readonly seed: string;
  readonly io: CliIo;
}

/** What was proven, and the scenarios behind relays that break nothing, as a run of their own. */
export interface Proved {
  readonly proof: ProofReport;
  readonly green: SuiteResult;
}

/** `--prove`: what passed is tried again; absent when the run was stopped meanwhile, since then nothing can be said. */
export async function prove(plan: Plan, { outcomes }: SuiteResult, where: Where): Promise<ProofReport | undefined> {
  const passed = new Set(outcomes.flatMap(({ id, outcome }) => (outcome === "passed" ? [id] : [])));
  const { proof, green } = await tryAll(
    plan,
    plan.selected.filter(({ id }) => passed.has(id)),
    where,
  );
  return green.stopped === undefined ? proof : undefined;
}

/** `--prove-only`: without the whole suite before; of what the product claims, the scenarios that the proof needs. */
export async function proveOnly(plan: Plan, where: Where): Promise<Proved> {
  return tryAll(
    plan,
    plan.selected.filter((scenario) => isClaimed(scenario, plan)),
    where,
  );
}

function isClaimed(scenario: ScenarioInfo, plan: Plan): boolean {
  const { roles, capabilities, dialect } = scenario;
  const here = judgingOf(plan).dialect;
  const suts = roles.flatMap((role) => plan.suts[role] ?? []);
  return (
    (dialect ?? here) === here &&
    capabilities.every((name) => suts.some((sut) => name in sut.variants || claims(sut, scenario, name)))
  );
}

/** Tries the passes behind a relay that breaks what they judge, and behind one that breaks nothing; those that stay green in further ways. */
async function tryAll(plan: Plan, passed: readonly ScenarioInfo[], where: Where): Promise<Proved> {
  const proofs = planProofs(passed, plan.catalogue, await loadProofs());
  const first = firstTrials(proofs.passes);
  const results = [await runTrials(plan, first, where)];
  const tried = { trials: first, outcomes: outcomesOf(results), catalogue: plan.catalogue, options: judgingOf(plan) };
  const further = furtherTrials(unprovenOf(proofs.passes, tried), first);
  if (further.length > 0 && results[0]?.stopped === undefined) results.push(await runTrials(plan, further, where));
  const all = { ...tried, trials: [...first, ...further], outcomes: outcomesOf(results) };
  const stopped = results.find((result) => result.stopped !== undefined)?.stopped;
  const green = {
    outcomes: greenOutcomes(all),
    errors: results.flatMap(({ errors }) => errors),
    durationMs: results.reduce((sum, { durationMs }) => sum + durationMs, 0),
    ...(stopped === undefined ? {} : { stopped }),
  };
  return { proof: assessProofs(proofs, all), green };
}

function outcomesOf(results: readonly SuiteResult[]): ScenarioOutcome[] {
  return results.flatMap(({ outcomes }) => outcomes);
}

async function runTrials(plan: Plan, trials: readonly Trial[], { report, seed, io }: Where): Promise<SuiteResult> {
  const folder = temporaryFolder();
  try {
    const count = trials.reduce((sum, { scenarios }) => sum + scenarios.length, 0);
    io.out(`proof: ${plural(count, "scenario")} behind relays that break what these scenarios judge, or that break nothing`);
    const progress = new Progress(io, count);
    const log = new Log(io, plan.options.logLevel);
    const made = { features: await writeTrials(trials, folder), relays: relaysOf(trials) };
    const result = await run(plan, { io, progress, log, report: join(report, "proof"), seed, trials: made });
    progress.end();
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
