import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { version } from "../../../../package.json";
import type { SutDescription } from "../../../suite/sut";
import { sutRoleOf } from "../../../vocabulary";
import { isOwnDefect } from "../../../suite/checkers";
import type { SuiteResult } from "../../../suite/run";
import { printKnownFailures, type Judgement, type ProofReport } from "../../../suite/verdict";
import {
  diffRuns,
  isRegression,
  renderDiff,
  isSound,
  renderSarif,
  summarizeRun,
  writeReport,
  type RunFacts,
  type RunSummary,
} from "../../../report";
import { printable } from "../../../text";
import { detectCi, tellCi } from "../../ci";
import { EXIT, type CliIo, type ExitCode } from "../../io";
import { machineFacts } from "../../machine";
import { printReport } from "../../print-report";
import type { Plan } from "./plan";
import { judgingOf } from "./judging";
import { knownFailurePlace, titles } from "./suts";

export interface Conclusion {
  readonly exitCode: ExitCode;
  readonly judgement: Judgement;
}

interface Concluding {
  readonly report: string;
  readonly shown: string;
  readonly seed: string;
  readonly startedAt: Date;
  readonly io: CliIo;
  /** What `--prove` came to. */
  readonly proof?: ProofReport;
}

/** Judges a run, writes its report to `report`, and tells the user. */
export async function conclude(
  plan: Plan,
  result: SuiteResult,
  { report, shown, seed, startedAt, io, proof }: Concluding,
): Promise<Conclusion> {
  const { options, catalogue, suite } = plan;
  const { summary, judgement } = summarizeRun(
    { ...factsOf(plan, result, { startedAt, seed }), ...(proof ? { proof } : {}) },
    result.outcomes,
    catalogue,
    errorsOf(plan, result),
    suite,
  );
  const { baseline } = plan;
  const diff = baseline && diffRuns(baseline, summary);
  await writeReport(report, summary, catalogue, { shown, ...(baseline && diff ? { comparison: { before: baseline, diff } } : {}) });
  await printReport(report, summary, catalogue, { shown, io });
  if (baseline && diff) io.stdout.write(`\n${renderDiff(baseline, summary, diff)}`);
  const place = (requirement: string) => knownFailurePlace(plan.suts, requirement, io.cwd);
  await writeSarif(join(report, "report.sarif"), plan, summary, io);
  await tellCi(detectCi(options.ci, io.env), summary, catalogue, { io, place });
  if (options.printKnownFailures)
    io.stdout.write(`\n${printable(printKnownFailures(judgement)) || "# no finding: nothing for knownFailures\n"}`);
  // Something worse than before is a finding, even where it is no failure.
  const worse = diff !== undefined && isRegression(diff) && summary.exitCode === EXIT.good;
  const defect = isDevelopment(io.env) && result.outcomes.some(({ reason }) => isOwnDefect(reason));
  const exitCode = worse ? EXIT.findings : summary.exitCode;
  return {
    exitCode: defect ? EXIT.toolFailed : exitCode === EXIT.good && proof && !isSound(proof) ? EXIT.couldNotRun : exitCode,
    judgement,
  };
}

/** Where a defect of the suite's own side fails the run as one of the tool; for users those scenarios could not run. */
function isDevelopment(env: CliIo["env"]): boolean {
  return env["REVERSE_HELLO_DEVELOPMENT"] === "1" || env["CI"] === "true";
}

/** A run that did not come to its end has judged less than it was asked to: never good. */
function errorsOf({ selected, options }: Plan, { errors, stopped, outcomes }: SuiteResult): string[] {
  if (stopped === undefined) return [...errors];
  const of = options.shard ? "" : ` of ${selected.length}`;
  return [...errors, `${stopped} after ${outcomes.length}${of} scenarios; the others are not judged`];
}

function factsOf(
  { options, suts, roles, toxiproxy, descriptions }: Plan,
  result: SuiteResult,
  { startedAt, seed }: { startedAt: Date; seed: string },
): RunFacts {
  const [first] = roles.map((role) => suts[role]).filter((sut) => sut !== undefined);
  return {
    tool: { name: "reverse-hello", version },
    sut: {
      name: titles(suts, roles),
      ...(first?.version ? { version: first.version } : {}),
      role: sutRoleOf(roles),
      descriptions,
      ...(suts.server ? { stated: statedOf(suts.server) } : {}),
    },
    machine: machineFacts(),
    seed,
    judging: judgingOf({ options, suts, roles }),
    startedAt,
    durationMs: result.durationMs,
    timeScale: options.timeScale,
    proxy: toxiproxy ?? "embedded",
    ...(options.shard ? { shard: options.shard } : {}),
    ...selectionOf(options),
  };
}

function selectionOf({ tags, name, scenario }: Plan["options"]): Pick<RunFacts, "selection"> {
  if (!tags && !name && !scenario) return {};
  return { selection: { ...(tags ? { tags } : {}), ...(name ? { name } : {}), ...(scenario ? { scenarios: scenario } : {}) } };
}

/** What figures are compared with: only what the description states itself. */
function statedOf({ timing, statedTiming }: SutDescription): NonNullable<RunFacts["sut"]["stated"]> {
  return {
    ...(statedTiming.has("redial") ? { redial: timing.redial } : {}),
    ...(statedTiming.has("suspension") ? { suspension: timing.suspension } : {}),
  };
}

/** Code scanning shows results in files of the repository only: in the description, at the line of the known failure where there is one. */
async function writeSarif(file: string, { suts, roles, catalogue }: Plan, summary: RunSummary, io: CliIo): Promise<void> {
  const [description] = roles.flatMap((role) => suts[role]?.file ?? []);
  const line = (requirement: string) => knownFailurePlace(suts, requirement, io.cwd)?.line;
  const uri = relative(io.cwd, description ?? "sut.yaml").replaceAll("\\", "/");
  await writeFile(file, renderSarif(summary, catalogue, { file: uri, line }));
}
