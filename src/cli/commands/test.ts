import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { Option, type Command } from "commander";
import { version } from "../../../package.json";
import {
  loadCatalogue,
  loadScenarios,
  packageRoot,
  type Catalogue,
  type Dialect,
  type Role,
  type ScenarioInfo,
} from "../../harness/catalogue";
import { ExternalLinks } from "../../harness/link";
import { runSuite, type SuiteResult } from "../../harness/run";
import { loadSut, type SutDescription } from "../../harness/sut";
import { prepareReport, readLadders, renderTerminal, summarizeRun, writeReport, type RunFacts } from "../../report";
import { CannotRunError, UsageError, type CliIo, type ExitCode } from "../io";
import { pkiFolder } from "../pki-folder";
import { Progress } from "../progress";
import { selectScenarios } from "../selection";

export interface TestOptions {
  readonly sut: readonly string[];
  readonly role?: Role;
  readonly tags?: string;
  readonly name?: string;
  readonly features?: readonly string[];
  readonly toxiproxy?: string;
  readonly report: string;
  readonly parallel: number;
  readonly shard?: string;
  readonly timeScale: number;
  readonly dialect?: Dialect;
  readonly seed: string;
  readonly strict?: boolean;
  readonly evidence: "A" | "A-" | "B";
  readonly logLevel?: string;
}

/** `reverse-hello test`: the conformance suite against the built-in pair, or against what `--sut` describes. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  program
    .command("test")
    .description("Run the conformance suite and give every requirement a verdict")
    .argument("[sut...]", "descriptions (sut.yaml) of the implementation under test; the built-in server and client without any")
    .option("--sut <file>", "the same, as an option (repeatable)", collect, [])
    .addOption(
      new Option("--role <role>", "only scenarios for this role of the implementation under test").choices(["server", "client"]),
    )
    .option("--tags <expression>", 'only scenarios that match, for example "@RC-019 and not @fault"')
    .option("--name <regexp>", "only scenarios whose title matches")
    .option("--features <glob>", "feature files of your own instead of the suite's (repeatable)", collect)
    .option("--toxiproxy <url>", "a real Toxiproxy instead of the embedded fault proxy (or TOXIPROXY_URL)")
    .option("--report <dir>", "folder for the evidence", "REPORT")
    .option("--parallel <n>", "scenarios at once", positive("--parallel"), Math.max(2, 2 * availableParallelism()))
    .option("--shard <i/n>", "only the i-th of n parts, for several machines")
    .option("--time-scale <x>", "multiplies every deadline, for slow machines", positiveNumber("--time-scale"), 1)
    .addOption(
      new Option("--dialect <name>", "which side wins where readme and specification differ").choices(["netstandard", "spec"]),
    )
    .option("--seed <text>", "seed of every random decision", `${Date.now().toString(36)}`)
    .option("--strict", "a SHOULD counts as a MUST")
    .addOption(new Option("--evidence <grade>", "findings on weaker evidence are warnings").choices(["A", "A-", "B"]).default("B"))
    .addOption(
      new Option("--log-level <level>", "what the tool says of itself on standard error")
        .choices(["silent", "error", "info", "debug"])
        .default("error"),
    )
    .action(async (files: string[], options: TestOptions) => {
      finish(await test({ ...options, sut: [...files, ...options.sut] }, io));
    });
}

/** Runs, judges, reports; resolves with the exit code. */
export async function test(options: TestOptions, io: CliIo): Promise<ExitCode> {
  const suts = await describe(options, io);
  const catalogue = await loadCatalogue();
  const all = await loadScenarios(options.features?.map((glob) => resolve(io.cwd, glob)));
  const roles = (["server", "client"] as const).filter((role) => suts[role] && (options.role ?? role) === role);
  const selected = selectScenarios(all, options).filter((scenario) => scenario.roles.some((role) => roles.includes(role)));
  if (selected.length === 0)
    throw new CannotRunError("no scenario is selected; `reverse-hello list` shows all, with their roles and tags");
  const toxiproxy = options.toxiproxy ?? io.env["TOXIPROXY_URL"];
  if (toxiproxy) await reachable(toxiproxy, options.seed);
  const report = resolve(io.cwd, options.report);
  await prepareReport(report);

  const parallel = Math.min(options.parallel, selected.length);
  io.out(
    `reverse-hello ${version}: ${selected.length} scenarios, SUT ${titles(suts, roles)}, ${parallel} at once, faults by ${toxiproxy ?? "the embedded proxy"}, seed ${options.seed}`,
  );
  const progress = new Progress(io, selected.length);
  const startedAt = new Date();
  const result = await run({ ...options, parallel }, { suts, roles, toxiproxy, report, progress, io });
  progress.end();
  return conclude({ options, suts, roles, toxiproxy, report, startedAt, all, catalogue, result, io });
}

type Suts = Partial<Record<Role, SutDescription>>;

async function describe(options: TestOptions, io: CliIo): Promise<Suts> {
  const builtIn = (role: Role) => join(packageRoot(), "fixtures", "suts", `reference-${role}.yaml`);
  const files = options.sut.length > 0 ? options.sut.map((file) => resolve(io.cwd, file)) : [builtIn("server"), builtIn("client")];
  const suts: Suts = {};
  for (const file of files) {
    const sut = await loadSut(file);
    for (const role of sut.role === "both" ? (["server", "client"] as const) : [sut.role]) {
      if (suts[role])
        throw new UsageError(`two descriptions for the role ${role}: ${suts[role].file} and ${file}; give one for each role`);
      suts[role] = sut;
    }
  }
  if (options.role && !suts[options.role])
    throw new UsageError(`--role ${options.role}: no description of a ${options.role} is given`);
  return suts;
}

async function reachable(url: string, seed: string): Promise<void> {
  try {
    await new ExternalLinks(url, seed).probe();
  } catch (error) {
    throw new CannotRunError(
      `no Toxiproxy answers at ${url} (${(error as Error).message}); start toxiproxy-server, or run without --toxiproxy`,
    );
  }
}

interface RunContext {
  readonly suts: Suts;
  readonly roles: readonly Role[];
  readonly toxiproxy: string | undefined;
  readonly report: string;
  readonly progress: Progress;
  readonly io: CliIo;
}

async function run(options: TestOptions, { suts, roles, toxiproxy, report, progress, io }: RunContext): Promise<SuiteResult> {
  const roleTags = `(${roles.map((role) => `@${role}`).join(" or ")})`;
  return runSuite({
    ...(options.features ? { features: options.features.map((glob) => resolve(io.cwd, glob)) } : {}),
    tags: options.tags ? `${roleTags} and (${options.tags})` : roleTags,
    names: options.name ? [options.name] : [],
    parallel: options.parallel,
    ...(options.shard ? { shard: options.shard } : {}),
    report,
    worldParameters: {
      suts: Object.fromEntries(roles.map((role) => [role, suts[role]?.file])),
      timeScale: options.timeScale,
      ...(toxiproxy ? { toxiproxy } : {}),
      ...(options.dialect ? { dialect: options.dialect } : {}),
      report,
      seed: options.seed,
      pki: await pkiFolder(io),
    },
    env: io.env,
    onOutcome: (outcome) => progress.outcome(outcome),
    onComplaint: (text) => io.stderr.write(text),
    signal: io.signal,
  });
}

interface Conclusion {
  readonly options: TestOptions;
  readonly suts: Suts;
  readonly roles: readonly Role[];
  readonly toxiproxy: string | undefined;
  readonly report: string;
  readonly startedAt: Date;
  readonly all: readonly ScenarioInfo[];
  readonly catalogue: Catalogue;
  readonly result: SuiteResult;
  readonly io: CliIo;
}

async function conclude({
  options,
  suts,
  roles,
  toxiproxy,
  report,
  startedAt,
  all,
  catalogue,
  result,
  io,
}: Conclusion): Promise<ExitCode> {
  const [first] = roles.map((role) => suts[role]).filter((sut) => sut !== undefined);
  const facts: RunFacts = {
    tool: { name: "reverse-hello", version },
    sut: {
      name: titles(suts, roles),
      ...(first?.version ? { version: first.version } : {}),
      role: roles.length === 2 ? "both" : (roles[0] ?? "both"),
    },
    judging: {
      dialect: options.dialect ?? first?.dialect ?? "netstandard",
      strict: options.strict ?? false,
      evidence: options.evidence,
      ...(roles.length === 1 && roles[0] ? { role: roles[0] } : {}),
      knownFailures: knownFailuresOf(suts, roles),
    },
    startedAt,
    durationMs: result.durationMs,
    timeScale: options.timeScale,
    proxy: toxiproxy ?? "embedded",
    ...(options.shard ? { shard: options.shard } : {}),
    ...(options.tags || options.name
      ? { selection: { ...(options.tags ? { tags: options.tags } : {}), ...(options.name ? { name: options.name } : {}) } }
      : {}),
  };
  const { summary } = summarizeRun(facts, result.outcomes, catalogue, result.errors, all);
  await writeReport(report, summary, catalogue);
  const ladders = await readLadders(report, summary);
  io.stdout.write(
    renderTerminal(summary, catalogue, {
      colour: io.isTerminal,
      ladder: (id) => ladders.get(id),
      reportDir: options.report,
      stacks: Boolean(io.env["REVERSE_HELLO_DEBUG"]),
    }),
  );
  return summary.exitCode;
}

/** Entries of two descriptions are kept apart by role; those of one for both roles hold for both. */
function knownFailuresOf(suts: Suts, roles: readonly Role[]): RunFacts["judging"]["knownFailures"] {
  const shared = suts.server !== undefined && suts.server === suts.client;
  if (shared) return suts.server?.knownFailures ?? [];
  return roles.flatMap((role) => (suts[role]?.knownFailures ?? []).map((entry) => ({ ...entry, role })));
}

function titles(suts: Suts, roles: readonly Role[]): string {
  return [...new Set(roles.map((role) => suts[role]?.name))].join(" + ");
}

function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

function positive(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1) throw new UsageError(`${option} takes a whole number from 1, not "${text}"`);
    return value;
  };
}

function positiveNumber(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value > 0)) throw new UsageError(`${option} takes a number over 0, not "${text}"`);
    return value;
  };
}
