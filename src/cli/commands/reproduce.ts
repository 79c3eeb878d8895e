import { access, constants, stat } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import type { Command } from "commander";
import { packageRoot } from "../../files";
import { loadSut, type SutDescription } from "../../suite/sut";
import { rolesOf } from "../../vocabulary";
import { checkSentences, knownSentences, runBatches, type KnownSentence, type ReproduceOptions } from "../../reproduce/run";
import { readRecord } from "../../reproduce/again";
import { featureSteps, loadFaultScenario, needsRouter, toFeature, type FaultScenario } from "../../reproduce/scenario";
import { isInside } from "../../lab";
import { refuseOutsider, runInHouse } from "../house";
import { kebab, positive, whole } from "../arguments";
import { CannotRunError, EXIT, UsageError, type CliIo, type ExitCode } from "../io";
import { writeOut } from "../write-out";
import { pkiFolder } from "../pki-folder";
import { printAgain, printBisect, printPlan, printRepeat, printSeveral, printShrink, printSingle } from "../reproduce-output";
import { makeFolder } from "../../files";
import { printable } from "../../text";
import { checkNames } from "./test/suts";

export interface ReproduceCliOptions {
  readonly sut?: string;
  readonly seed?: string;
  readonly report: string;
  readonly repeat: number;
  readonly shrink?: boolean;
  readonly bisectTime?: boolean;
  readonly dryRun?: boolean;
  readonly asFeature?: boolean;
  readonly out?: string;
  readonly timeScale: number;
  readonly parallel: number;
}

/** `reverse-hello reproduce`: makes the fault of a scenario file happen, once or often, and says what was seen. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  program
    .command("reproduce")
    .description("Reproduce a network fault: run *.fault.yaml against the product under test")
    .argument(
      "<files...>",
      "fault scenarios (docs/faults has examples; `reverse-hello import` drafts one), or a folder REPORT/scenarios/ID of an earlier run",
    )
    .option("--sut <file>", "sut.yaml instead of the one that the file names")
    .option("--seed <text>", "seed of all random decisions; printed when it is not given")
    .option("--report <dir>", "folder for the evidence; if it holds the report of a test, its subfolder reproduce", "REPORT")
    .option("--repeat <n>", "run it n times and print the rate with its interval", whole(), 1)
    .option("--shrink", "leave out faults one by one while it still fails (with --repeat: n runs each)")
    .option("--bisect-time", "find how long the first delay must be for it to fail")
    .option("--dry-run", "print what would happen; start nothing")
    .option("--as-feature", "print it as a Gherkin feature for your own suite; start nothing")
    .option("-o, --out <file>", "with --as-feature or --shrink: write the result there")
    .option("--time-scale <x>", "multiplies every deadline, for slow machines", positive, 1)
    .option("--parallel <n>", "runs at once, with --repeat, --shrink and --bisect-time", whole(), 4)
    .action(async (files: string[], options: ReproduceCliOptions) => finish(await stoppable(files, options, io)));
}

async function stoppable(files: readonly string[], options: ReproduceCliOptions, io: CliIo): Promise<ExitCode> {
  try {
    return await reproduce(files, options, io);
  } catch (error) {
    if (!io.signal.aborted || error !== io.signal.reason) throw error;
    throw new CannotRunError(
      `${(error as Error).message} before there was a result; all faults are removed, nothing is left running`,
    );
  }
}

async function reproduce(files: readonly string[], options: ReproduceCliOptions, io: CliIo): Promise<ExitCode> {
  const [folder] = files;
  if (folder !== undefined && (await isFolder(resolve(io.cwd, folder)))) return again(folder, files.length, options, io);
  const known = await knownSentences(io.env);
  const jobs: Loaded[] = [];
  for (const file of files) jobs.push(await load(file, options, known, io));
  const [first] = jobs;
  if (!first) throw new UsageError("name a fault scenario; docs/faults has examples");
  const starts = !options.dryRun && !options.asFeature;
  const lab = jobs.some(({ scenario }) => needsRouter(scenario));
  if (lab && starts && !isInside(io.env)) {
    for (const { sut, scenario } of jobs) refuseOutsider(sut, scenario.role, NO_LAB);
    return runInHouse(io);
  }
  if (jobs.length > 1) return several(jobs, options, io);
  const { scenario, sut, file } = first;
  if (options.asFeature) return asFeature(scenario, options, io);
  const seed = scenario.seed ?? Date.now().toString(36);
  if (options.dryRun) {
    printPlan(scenario, { sut, seed, file }, io);
    return EXIT.good;
  }
  const report = await reportFolder(options, io);
  const runs = { ...(await runOptions(options, { sut: sut.file, report, seed }, io)), lab };
  return run(scenario, runs, { file, options, name: nameOf(file) }, io);
}

const NO_LAB = "leave out the faults that only a router makes (docs/lab.md)";

/** A scenario of an earlier run: the same seed, hence the same decisions, as long as the peer does the same. */
async function again(folder: string, files: number, options: ReproduceCliOptions, io: CliIo): Promise<ExitCode> {
  if (files > 1) throw new UsageError("one folder REPORT/scenarios/ID at a time");
  const refused = (["dryRun", "asFeature", "shrink", "bisectTime", "out"] as const).find((name) => options[name]);
  if (refused) {
    const flag = refused === "out" ? "-o" : `--${kebab(refused)}`;
    throw new UsageError(
      `${flag} takes a fault scenario (*.fault.yaml), not a folder of a report; ${folder} is run again as it was`,
    );
  }
  if (options.repeat > 1) throw new UsageError(`--repeat takes a fault scenario (*.fault.yaml), not a folder of a report`);
  const record = await readRecord(resolve(io.cwd, folder), folder);
  if (record.lab && !isInside(io.env)) return runInHouse(io);
  // Not over the evidence that it is compared with.
  const report = join(resolve(io.cwd, options.report), "again");
  const sut = options.sut === undefined ? record.sut : resolve(io.cwd, options.sut);
  const seed = options.seed ?? record.seed;
  const run = { ...(await runOptions(options, { sut, report, seed }, io)), timeScale: record.timeScale };
  return printAgain(record, { ...run, lab: record.lab ?? false }, io);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

interface Loaded {
  readonly file: string;
  readonly scenario: FaultScenario;
  readonly sut: SutDescription;
}

/** Everything that can be wrong with a file is found before anything starts. */
async function load(file: string, options: ReproduceCliOptions, known: readonly KnownSentence[], io: CliIo): Promise<Loaded> {
  const loaded = await loadFaultScenario(resolve(io.cwd, file)).catch((error: unknown) => {
    throw shorten(error, resolve(io.cwd, file), file);
  });
  const scenario = options.seed === undefined ? loaded : { ...loaded, seed: options.seed };
  checkSentences(scenario, known, file);
  const sut = await loadSut(sutFile(scenario, options, io));
  await checkNames({ [scenario.role]: sut });
  if (!rolesOf(sut.role).includes(scenario.role)) {
    throw new UsageError(`${file}: role ${scenario.role}, but ${sut.file} describes a ${sut.role}; give --sut a ${scenario.role}`);
  }
  if (needsRouter(scenario)) checkKeepAlive(scenario, sut, file);
  return { file, scenario, sut };
}

/** Where nobody closes a dead connection the product takes its keep-alive to notice: how long that is, only its maker knows. */
function checkKeepAlive(scenario: FaultScenario, { statedTiming, file: sut }: SutDescription, file: string): void {
  const step = featureSteps(scenario).find(({ text }) => text.includes("its keep-alive"));
  if (!step || statedTiming.has("keepAlive")) return;
  const where = step.from === "last" && !scenario.last ? "its last step (give others under last:, or none: [])" : "it";
  throw new CannotRunError(
    `${file}: ${where} waits as long as the keep-alive of the product, which ${sut} does not state; add timing: {keepAlive: 30s}, as it is`,
  );
}

/** Several files: each once, one line each. */
async function several(jobs: readonly Loaded[], options: ReproduceCliOptions, io: CliIo): Promise<ExitCode> {
  const alone =
    (["asFeature", "shrink", "bisectTime", "dryRun"] as const).find((name) => options[name]) ??
    (options.repeat > 1 ? "repeat" : undefined);
  if (alone) throw new UsageError(`--${kebab(alone)} takes one file, not ${jobs.length}`);
  const report = await reportFolder(options, io);
  const seed = options.seed ?? jobs.find(({ scenario }) => scenario.seed)?.scenario.seed ?? Date.now().toString(36);
  const suts = new Map(jobs.map(({ scenario, sut }) => [scenario.role, sut.file]));
  if (jobs.some(({ scenario, sut }) => suts.get(scenario.role) !== sut.file)) {
    throw new UsageError("the files name different products for one role; run them one after the other, or give --sut");
  }
  const batches = jobs.map(({ file, scenario }) => ({
    base: scenario,
    variants: [{ scenario, title: scenario.name }],
    name: nameOf(file),
  }));
  const { sut: _sut, ...rest } = await runOptions(options, { sut: "", report, seed }, io);
  const lab = jobs.some(({ scenario }) => needsRouter(scenario));
  const results = await runBatches(batches, { ...rest, lab, suts: Object.fromEntries(suts) });
  return printSeveral(
    jobs.map(({ file }, index) => ({ file, result: results[index]?.[0] })),
    io,
  );
}

async function reportFolder({ report }: ReproduceCliOptions, io: CliIo): Promise<string> {
  try {
    const named = resolve(io.cwd, report);
    // Never over the evidence of `test`: beside it.
    const folder = (await isFile(join(named, "summary.json"))) ? join(named, "reproduce") : named;
    await makeFolder(folder);
    await access(folder, constants.W_OK);
    return folder;
  } catch (error) {
    throw new CannotRunError(`--report ${report}: cannot be written: ${(error as Error).message}; choose another folder`);
  }
}

interface Context {
  readonly file: string;
  readonly options: ReproduceCliOptions;
  readonly name: string;
}

function run(scenario: FaultScenario, run: ReproduceOptions, context: Context, io: CliIo): Promise<ExitCode> {
  const { file, options, name } = context;
  io.out(`${file}: ${scenario.name}; SUT ${relative(io.cwd, run.sut)}, seed ${run.seed}`);
  io.out(
    "the faults are decided again from the seed and the events; identifiers, nonces and sequence numbers differ from run to run",
  );
  if (options.shrink)
    return printShrink(scenario, { times: options.repeat, name, run, ...(options.out ? { out: options.out } : {}) }, io);
  if (options.bisectTime) return printBisect(scenario, { times: options.repeat, name, run }, io);
  if (options.repeat > 1) return printRepeat(scenario, { times: options.repeat, name, run }, io);
  return printSingle(scenario, { times: 1, name, run }, io);
}

async function runOptions(
  options: ReproduceCliOptions,
  { sut, report, seed }: { readonly sut: string; readonly report: string; readonly seed: string },
  io: CliIo,
): Promise<ReproduceOptions> {
  return {
    sut,
    report,
    seed,
    pki: await pkiFolder(io),
    timeScale: options.timeScale,
    parallel: options.parallel,
    env: io.env,
    signal: io.signal,
    onComplaint: (text) => io.stderr.write(printable(text)),
  };
}

async function asFeature(scenario: FaultScenario, { out }: ReproduceCliOptions, io: CliIo): Promise<ExitCode> {
  if (out === undefined) io.stdout.write(printable(toFeature(scenario)));
  else {
    await writeOut(out, toFeature(scenario), io);
    const lab = needsRouter(scenario) ? " --network lab" : "";
    const often = lab + (scenario.faults.some(({ chance }) => chance !== undefined) ? " --repeat 20" : "");
    io.out(`feature written to ${out}; run it with: reverse-hello test --features ${out} --role ${scenario.role}${often}`);
  }
  return EXIT.good;
}

function sutFile(scenario: FaultScenario, { sut }: ReproduceCliOptions, io: CliIo): string {
  if (sut !== undefined) return resolve(io.cwd, sut);
  return scenario.sut ?? join(packageRoot(), "fixtures", "suts", `reference-${scenario.role}.yaml`);
}

/** Errors name the file as the user wrote it. */
function shorten(error: unknown, path: string, shown: string): unknown {
  if (error instanceof Error) error.message = error.message.replace(path, shown);
  return error;
}

function nameOf(file: string): string {
  return basename(file)
    .replace(/(\.fault)?\.ya?ml$/, "")
    .replace(/[^A-Za-z0-9-]+/g, "-");
}
