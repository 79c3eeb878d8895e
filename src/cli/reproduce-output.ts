import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import type { SutDescription } from "../suite/sut";
import { passRate } from "../report";
import { readTraceNdjson } from "../report/ladder";
import { findDivergence, type RecordedScenario } from "../reproduce/again";
import { bisectTime, repeat, runScenario, runsToSee, shrink, type ReproduceOptions, type VariantResult } from "../reproduce/run";
import { featureSteps, planFault, routerWord, scenarioText, type FaultScenario } from "../reproduce/scenario";
import { percent, plural, printable } from "../text";
import { formatDuration } from "../trace";
import { EXIT, type CliIo, type ExitCode } from "./io";
import { writeOut } from "./write-out";
import { ReproduceProgress } from "./reproduce-progress";

export interface Job {
  readonly times: number;
  readonly name: string;
  readonly run: ReproduceOptions;
  readonly out?: string;
}

/** One run: the ladder, what was expected, whether it was seen. */
export async function printSingle(scenario: FaultScenario, { name, run }: Job, io: CliIo): Promise<ExitCode> {
  const { results } = await repeat(scenario, 1, name, run);
  const [result] = results as [VariantResult];
  const ladder = await readFile(join(result.evidence, "ladder.txt"), "utf8").catch(() => undefined);
  if (ladder) io.stdout.write(`\n${printable(ladder).trimEnd()}\n\n`);
  io.out(sentence(scenario, result));
  io.out(`evidence in ${relative(io.cwd, result.evidence) || "."}`);
  return result.result === "held" ? EXIT.good : result.result === "failed" ? EXIT.findings : EXIT.couldNotRun;
}

/** A scenario of an earlier run, run again and compared with it. */
export async function printAgain(record: RecordedScenario, run: ReproduceOptions, io: CliIo): Promise<ExitCode> {
  io.out(`${record.id} ${record.title}; SUT ${relative(io.cwd, run.sut)}, seed ${run.seed}`);
  io.out("decisions are replayed, not bytes: identifiers, nonces and sequence numbers differ from run to run");
  const result = await runScenario(record.feature, record.role, record.dialect, run);
  const ladder = await readFile(join(result.evidence, "ladder.txt"), "utf8").catch(() => undefined);
  if (ladder) io.stdout.write(`\n${printable(ladder).trimEnd()}\n\n`);
  const trace = await readFile(join(result.evidence, "trace.ndjson"), "utf8").then(readTraceNdjson, () => []);
  const parted = result.result === "could-not-run" ? undefined : findDivergence(record.trace, trace);
  if (parted) {
    io.out(
      `divergence on ${parted.link}#${parted.connection}, message ${parted.number} ${parted.direction}: neither pass nor fail`,
    );
    io.out(`  recorded: ${parted.recorded ?? "nothing"}`);
    io.out(`  now:      ${parted.now ?? "nothing"}`);
    return EXIT.couldNotRun;
  }
  const word = { held: "passed again", failed: "failed", "could-not-run": "could not run" } as const;
  io.out(
    `${word[result.result]}${result.reason === undefined ? "" : `: ${result.reason}`}; evidence in ${relative(io.cwd, result.evidence)}`,
  );
  return result.result === "held" ? EXIT.good : result.result === "failed" ? EXIT.findings : EXIT.couldNotRun;
}

/** Several files: one line each, the worst decides. */
export function printSeveral(
  runs: readonly { readonly file: string; readonly result: VariantResult | undefined }[],
  io: CliIo,
): ExitCode {
  const word = { held: "as expected    ", failed: "NOT AS EXPECTED", "could-not-run": "could not run  " } as const;
  for (const { file, result } of runs) {
    const { result: kind, reason } = result ?? { result: "could-not-run", reason: "the runner reported no result for it" };
    io.out(`${word[kind]}  ${file}${kind === "held" || reason === undefined ? "" : `: ${reason}`}`);
  }
  if (runs.some(({ result }) => result?.result === "failed")) return EXIT.findings;
  return runs.every(({ result }) => result?.result === "held") ? EXIT.good : EXIT.couldNotRun;
}

function sentence({ expect }: FaultScenario, { result, reason, durationMs }: VariantResult): string {
  const time = `in ${(durationMs / 1000).toFixed(1)} s`;
  if (result === "held") return `as expected ${time}: ${expect.map(({ text }) => text).join("; ")}`;
  if (result === "failed") return `not as expected ${time}: ${reason ?? "no reason was given"}`;
  return `could not run: ${reason ?? "no reason was given"}`;
}

/** Many runs: how often it failed, with the interval, and one of each kind to look at. */
export async function printRepeat(scenario: FaultScenario, { times, name, run }: Job, io: CliIo): Promise<ExitCode> {
  const { results, failed, judged, couldNotRun } = await repeat(scenario, times, name, watched(run, io, times));
  const { rate, low, high } = passRate(failed, judged);
  io.out(
    judged === 0
      ? `none of ${times} runs could be judged`
      : `failed in ${failed} of ${judged} runs: ${percent(rate)} (95 % interval ${percent(low)} to ${percent(high)})`,
  );
  if (couldNotRun > 0 && judged > 0) io.out(`${plural(couldNotRun, "run")} could not be judged`);
  if (failed > 0 && scenario.faults.length > 1) io.out(shrinkHint(failed / judged));
  for (const kind of ["failed", "could-not-run", "held"] as const) {
    const first = results.find(({ result }) => result === kind);
    if (!first) continue;
    const why = first.reason === undefined ? "" : `: ${first.reason}`;
    io.out(
      `${kind === "held" ? "held" : kind === "failed" ? "failed" : "could not run"}, for example ${relative(io.cwd, first.evidence)}${why}`,
    );
  }
  if (judged === 0 || run.signal.aborted) return EXIT.couldNotRun;
  return failed > 0 ? EXIT.findings : couldNotRun > 0 ? EXIT.couldNotRun : EXIT.good;
}

/** The shortest list of faults with which it still fails, as a file. */
export async function printShrink(scenario: FaultScenario, { times, name, run, out }: Job, io: CliIo): Promise<ExitCode> {
  const shrunk = await shrink(scenario, times, name, watched(run, io));
  if (shrunk.end === "never-failed") {
    io.out(
      `it did not fail in ${plural(shrunk.runs, "run")}, so there is nothing to leave out; give --repeat more runs, or expect something else`,
    );
    return EXIT.couldNotRun;
  }
  if (shrunk.end === "without-faults") {
    io.out(`it fails without any fault too (${plural(shrunk.runs, "run")}): ${shrunk.failing?.reason ?? "no reason was given"}`);
    return EXIT.findings;
  }
  const left = shrunk.scenario.faults.length;
  io.out(`${shrunk.removed.length} of ${scenario.faults.length} faults left out in ${plural(shrunk.runs, "run")}; ${left} needed:`);
  if (shrunk.failed < shrunk.judged) {
    io.out(
      `  (it failed in ${shrunk.failed} of ${shrunk.judged} runs, so a fault counts as needed after ${shrunk.limit} runs without it that do not fail)`,
    );
  }
  const folder = out === undefined ? io.cwd : dirname(resolve(io.cwd, out));
  const text = scenarioText(shrunk.scenario, scenario.sut === undefined ? undefined : relative(folder, scenario.sut));
  if (out === undefined) io.stdout.write(`\n${printable(text)}\n`);
  else await writeOut(out, text, io);
  io.out(`it fails with: ${shrunk.failing?.reason ?? "no reason was given"}`);
  if (out !== undefined) io.out(`written to ${out}`);
  return EXIT.findings;
}

/** From which time on it fails. */
export async function printBisect(scenario: FaultScenario, { times, name, run }: Job, io: CliIo): Promise<ExitCode> {
  const { end, what, holds, fails, runs } = await bisectTime(scenario, times, name, watched(run, io));
  switch (end) {
    case "no-time":
      io.out("no fault has a time (delay, hold, for, or on: time), so there is nothing to search");
      return EXIT.usage;
    case "never-fails":
      io.out(`it does not fail with the ${what} of ${formatDuration(fails)} (${plural(runs, "run")}); make it longer`);
      return EXIT.couldNotRun;
    case "always-fails":
      io.out(`it also fails with the ${what} of 0 (${plural(runs, "run")}); the time does not matter`);
      return EXIT.findings;
    case "found":
      io.out(`${what}: holds with ${formatDuration(holds)}, fails with ${formatDuration(fails)} (${plural(runs, "run")})`);
      return EXIT.findings;
  }
}

/** What would happen, with nothing started. */
export function printPlan(
  scenario: FaultScenario,
  { sut, seed, file }: { readonly sut: SutDescription; readonly seed: string; readonly file: string },
  io: CliIo,
): void {
  io.out(`${file}: ${scenario.name}`);
  io.out(`  product under test: ${sut.name} as ${scenario.role}, seed ${seed}`);
  for (const [index, fault] of scenario.faults.entries()) {
    // Its sentence below says it all.
    if (routerWord(fault) !== undefined) continue;
    const { name, toxics, connect } = planFault(fault, index);
    for (const { type, direction, toxicity, attributes } of toxics) {
      io.out(`  fault ${name}: ${type} ${direction}${toxicity === undefined ? "" : `, toxicity ${toxicity}`} ${flow(attributes)}`);
    }
    for (const rule of connect) io.out(`  fault ${name}: new connections ${flow({ ...rule })}`);
  }
  for (const { keyword, text, table } of featureSteps(scenario))
    io.out(`  ${keyword.padEnd(5)} ${text}${table ? ` ${flow(Object.fromEntries(table))}` : ""}`);
  io.out("  nothing was started");
}

function flow(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(" ");
}

/** Says where many runs are. */
function watched(run: ReproduceOptions, io: CliIo, total?: number): ReproduceOptions {
  const progress = new ReproduceProgress(io, total);
  return { ...run, onOutcome: (outcome) => progress.outcome(outcome) };
}

function shrinkHint(rate: number): string {
  return `to find out which of its faults are needed: --shrink --repeat ${runsToSee(rate)} (this rate is overlooked in so many runs once in 100 times)`;
}
