import { mkdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { Option, type Command } from "commander";
import { version } from "../../../package.json";
import { CaptureError, readCapture, type CaptureReading } from "../../capture/reader";
import { judgeCapture, outcomeOf, recordOf, type CaptureJudgement, type StatedTimes } from "../../judge";
import { prepareReport, renderSarif, summarizeRun, writeReport, type RunSummary } from "../../report";
import { renderLadder, traceToNdjson } from "../../report/ladder";
import { loadCatalogue, type Catalogue } from "../../suite/catalogue";
import { DEFAULT_DIALECT, DIALECTS, ROLES, type Dialect, type Role } from "../../vocabulary";
import { duration, whole } from "../arguments";
import { CannotRunError, UsageError, type CliIo, type ExitCode } from "../io";
import { judgementJson, judgementLines } from "../judgement";
import { plural, printableJson } from "../../text";
import { lockReport } from "../report-lock";

interface JudgeOptions {
  readonly role?: Role;
  readonly connection?: number;
  readonly port?: number;
  readonly redial?: number;
  readonly suspension?: number;
  readonly strict?: boolean;
  readonly evidence: "A" | "A-" | "B";
  readonly dialect: Dialect;
  readonly report?: string;
  readonly json?: boolean;
}

/** `reverse-hello judge CAPTURE`: what the suite's checkers say of a capture, without touching the plant. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  program
    .command("judge")
    .description("Judge both sides of every connection of a capture by the requirements that can be seen in it")
    .argument("<capture>", "capture file of tcpdump, Wireshark or of `reverse-hello proxy --record`; also as .gz; - for a pipe")
    .addOption(new Option("--role <role>", "judge only this side").choices(ROLES))
    .option("--connection <n>", "judge only this connection, by its number in `import`", whole())
    .option("--port <n>", "the OPC UA port, for a capture that holds only dials", whole(1, 65_535))
    .option("--redial <time>", "the stated delay before a server dials again, for the figures", duration)
    .option("--suspension <time>", "the stated pause after BadTcpMessageTypeInvalid: an earlier dial is a finding", duration)
    .option("--strict", "a SHOULD counts as a MUST")
    .addOption(new Option("--evidence <grade>", "findings on weaker evidence are warnings").choices(["A", "A-", "B"]).default("B"))
    .addOption(
      new Option("--dialect <name>", "which one applies where readme and specification differ")
        .choices(DIALECTS)
        .default(DEFAULT_DIALECT),
    )
    .option("--report <dir>", "write the report of `test` there: summary.json, junit.xml, pages with ladders")
    .option("--json", "print JSON")
    .action(async (capture: string, options: JudgeOptions) => finish(await judge(capture, options, io)));
}

async function judge(capture: string, options: JudgeOptions, io: CliIo): Promise<ExitCode> {
  const release = options.report === undefined ? undefined : await lockReport(resolve(io.cwd, options.report));
  try {
    const startedAt = new Date();
    const catalogue = await loadCatalogue();
    const reading = await read(capture, options, io);
    const { connection } = options;
    if (connection !== undefined && connection > reading.connections.length)
      throw new UsageError(`--connection ${connection}: ${capture} holds connections 1 to ${reading.connections.length}`);
    const stated = statedOf(options);
    const judgement = judgeCapture(reading, {
      stated,
      ...(options.role && { role: options.role }),
      ...(connection !== undefined && { connection }),
    });
    const summary = summarize(capture, reading, judgement, options, { catalogue, startedAt });
    if (options.report !== undefined) await writeFolder(resolve(io.cwd, options.report), judgement, summary, catalogue, capture);
    if (options.json)
      io.stdout.write(`${printableJson(JSON.stringify(judgementJson(capture, judgement, summary, catalogue), undefined, 2))}\n`);
    else for (const line of judgementLines(reading, judgement, summary, catalogue)) io.out(line);
    if (options.report !== undefined && !options.json) io.out(`Report: ${options.report}/index.html`);
    return summary.exitCode;
  } finally {
    await release?.();
  }
}

function statedOf({ redial, suspension }: JudgeOptions): StatedTimes {
  return { ...(redial !== undefined && { redial }), ...(suspension !== undefined && { suspension }) };
}

async function read(capture: string, { port }: JudgeOptions, io: CliIo): Promise<CaptureReading> {
  const path = capture === "-" ? capture : resolve(io.cwd, capture);
  try {
    return await readCapture(path, { signal: io.signal, everyMessage: true, ...(port === undefined ? {} : { port }) });
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    const message = error.message.replace(path, capture);
    throw error.code === "NO_OPC_UA" ? new CannotRunError(message) : new UsageError(message);
  }
}

function summarize(
  capture: string,
  reading: CaptureReading,
  { sides }: CaptureJudgement,
  { strict = false, evidence, dialect, role, connection }: JudgeOptions,
  { catalogue, startedAt }: { readonly catalogue: Catalogue; readonly startedAt: Date },
): RunSummary {
  const name = basename(capture);
  const outcomes = sides
    .map((side) => outcomeOf(side, name))
    .filter(({ outcome, observations }) => outcome !== "not-applicable" || observations.hidden);
  const facts = {
    tool: { name: "reverse-hello", version },
    sut: { name, role: role ?? ("both" as const) },
    judging: { dialect, strict, evidence, ...(role && { role }), knownFailures: [] },
    startedAt,
    durationMs: Date.now() - startedAt.getTime(),
  };
  const nothing = outcomes.length === 0 ? ["no OPC UA message in the capture can be judged"] : [];
  const { leftOut } = reading;
  // Who asks for one connection has it.
  const unread =
    leftOut > 0 && connection === undefined ? [`${plural(leftOut, "connection")} left out and not judged: cut the capture`] : [];
  return summarizeRun(facts, outcomes, catalogue, [...nothing, ...unread]).summary;
}

/** The evidence of each side, then the report of `test`. */
async function writeFolder(
  dir: string,
  { sides }: CaptureJudgement,
  summary: RunSummary,
  catalogue: Catalogue,
  capture: string,
): Promise<void> {
  await prepareReport(dir);
  const kept = new Set(summary.results.map(({ id }) => id));
  for (const side of sides) {
    const { id } = outcomeOf(side, capture);
    if (!kept.has(id)) continue;
    const folder = join(dir, "scenarios", id);
    const { events } = recordOf(side.connection).trace;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "trace.ndjson"), traceToNdjson(events));
    await writeFile(join(folder, "ladder.txt"), renderLadder(events));
  }
  await writeReport(dir, summary, catalogue);
  await writeFile(join(dir, "report.sarif"), renderSarif(summary, catalogue, { file: basename(capture), line: () => undefined }));
}
