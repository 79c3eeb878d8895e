import { join } from "node:path";
import type { Command } from "commander";
import { version } from "../../../../package.json";
import { systemLimits } from "../../machine";
import { isInside } from "../../../lab";
import { prepareReport, renderStatistics, repeatStatistics } from "../../../report";
import type { SuiteResult } from "../../../suite/run";
import type { ProofReport } from "../../../suite/verdict";
import { plural } from "../../../text";
import { EXIT, type CliIo, type ExitCode } from "../../io";
import { checkReport, keepReport } from "../../report-lock";
import { runInHouse } from "../../house";
import { Progress } from "../../progress";
import { conclude, type Conclusion } from "./conclude";
import { Log } from "./log";
import { addOptions, type TestOptions } from "./options";
import { plan as makePlan, type Plan } from "./plan";
import { probe } from "./probe";
import { prove, proveOnly } from "./prove";
import { refuseLab } from "./network";
import { run } from "./run";
import { attached, titles } from "./suts";

export type { TestOptions } from "./options";

/** `reverse-hello test`: the conformance suite against the built-in pair, or against what `--sut` describes. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  const command = program.command("test").description("Run the conformance suite and give every requirement a verdict");
  addOptions(command).action(async (files: string[], options: TestOptions) => {
    finish(await test(withQuick({ ...options, sut: [...files, ...options.sut] }), io));
  });
}

/** `--quick` is a selection like any other. */
function withQuick(options: TestOptions): TestOptions {
  if (!options.quick) return options;
  return { ...options, tags: options.tags === undefined ? "@quick" : `(${options.tags}) and @quick` };
}

/** Checks, runs, judges, reports; resolves with the exit code. */
export async function test(options: TestOptions, io: CliIo): Promise<ExitCode> {
  if (options.network === "lab" && !isInside(io.env)) {
    await refuseLab(options, io);
    return runInHouse(io);
  }
  const plan = await makePlan(options, io);
  try {
    return await keepReport(plan.report, () => carryOut(plan, io));
  } finally {
    await plan.release();
  }
}

async function carryOut(plan: Plan, io: CliIo): Promise<ExitCode> {
  const { options } = plan;
  const { suts, roles, selected, parallel, toxiproxy, report } = plan;
  io.out(
    `reverse-hello ${version}: ${plural(selected.length, "scenario")}, SUT ${titles(suts, roles)}, ${parallel} at once, faults by ${options.network === "lab" ? "the network lab" : (toxiproxy ?? "the embedded proxy")}, seed ${options.seed}`,
  );
  const limits = systemLimits();
  if (limits !== undefined) io.out(limits);
  if (plan.left) io.out(plan.left);
  if (attached(suts, roles))
    io.out("the implementation under test runs already: one scenario at a time, those that suspend it last");
  await probe(plan, io);
  const log = new Log(io, options.logLevel);
  if (options.repeat > 1) return repeated(plan, log, io);
  const { exitCode } = await once(plan, { report, shown: options.report, seed: options.seed }, log, io);
  return exitCode;
}

interface Where {
  readonly report: string;
  /** The report folder as the user wrote it. */
  readonly shown: string;
  readonly seed: string;
}

async function once(plan: Plan, { report, shown, seed }: Where, log: Log, io: CliIo): Promise<Conclusion & { stopped: boolean }> {
  const startedAt = new Date();
  const { result, proof } = await tried(plan, { report, seed }, log, io);
  await checkReport(plan.report);
  const conclusion = await conclude(plan, result, { report, shown, seed, startedAt, io, ...(proof ? { proof } : {}) });
  return { ...conclusion, stopped: result.stopped !== undefined };
}

/** The run itself, and what was proven of it. */
async function tried(
  plan: Plan,
  where: Omit<Where, "shown">,
  log: Log,
  io: CliIo,
): Promise<{ result: SuiteResult; proof?: ProofReport }> {
  const { options } = plan;
  if (options.proveOnly) {
    const { green: result, proof } = await proveOnly(plan, { ...where, io });
    return { result, ...(result.stopped === undefined ? { proof } : {}) };
  }
  const progress = new Progress(io, options.shard ? undefined : plan.selected.length);
  const result = await run(plan, { io, progress, log, ...where });
  progress.end();
  const proof = options.prove && result.stopped === undefined ? await prove(plan, result, { ...where, io }) : undefined;
  return { result, ...(proof ? { proof } : {}) };
}

/** `--repeat`: each run has a folder of its own; the worst exit code counts, and a table says what is flaky. */
async function repeated(plan: Plan, log: Log, io: CliIo): Promise<ExitCode> {
  const { options, report, catalogue } = plan;
  const conclusions: Conclusion[] = [];
  for (let number = 1; number <= options.repeat; number += 1) {
    io.out(`run ${number} of ${options.repeat}`);
    const name = `run-${number}`;
    const where = { report: join(report, name), shown: join(options.report, name), seed: `${options.seed}-${number}` };
    await prepareReport(where.report);
    const conclusion = await once(plan, where, log, io);
    conclusions.push(conclusion);
    if (conclusion.stopped || (options.failFast && conclusion.exitCode !== EXIT.good)) break;
  }
  io.out("");
  io.out(`${conclusions.length} of ${options.repeat} runs`);
  io.stdout.write(
    renderStatistics(
      repeatStatistics(
        conclusions.map(({ judgement }) => judgement),
        catalogue,
      ),
    ),
  );
  return worst(conclusions.map(({ exitCode }) => exitCode));
}

/** Findings before could-not-run before good, as within one run. */
function worst(codes: readonly ExitCode[]): ExitCode {
  return codes.find((code) => code === EXIT.findings) ?? codes.find((code) => code !== EXIT.good) ?? EXIT.good;
}
