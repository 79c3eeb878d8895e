import { extname, join } from "node:path";
import { Writable } from "node:stream";
import { loadConfiguration, runCucumber } from "@cucumber/cucumber/api";
import { packageRoot } from "../catalogue";
import { RunJudge, type ScenarioOutcome } from "../verdict";

export interface SuiteOptions {
  /** Feature files or globs; those of the package by default. Absolute, or relative to the package. */
  readonly features?: readonly string[];
  /** Cucumber tag expression; empty: all. */
  readonly tags: string;
  /** Regular expressions on titles. */
  readonly names: readonly string[];
  readonly parallel: number;
  /** "2/3". */
  readonly shard?: string;
  /** Report folder; the per-scenario evidence is the World's. */
  readonly report: string;
  /** Whether Cucumber's own reports are written there too; true by default. */
  readonly cucumberReports?: boolean;
  /** For the World; see steps/support/parameters.ts. */
  readonly worldParameters: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onOutcome?: (outcome: ScenarioOutcome) => void;
  /** Cucumber's own complaints (a step file that does not load, …), line by line. */
  readonly onComplaint?: (text: string) => void;
  /** Aborting rejects at once; processes that scenarios started end with this process. */
  readonly signal: AbortSignal;
}

export interface SuiteResult {
  readonly outcomes: readonly ScenarioOutcome[];
  /** What concerns the run as a whole. */
  readonly errors: readonly string[];
  readonly durationMs: number;
}

/** Runs the features through Cucumber's API and judges by its messages, never by its exit code. */
export async function runSuite(options: SuiteOptions): Promise<SuiteResult> {
  const environment = {
    cwd: packageRoot(),
    stdout: sink(),
    stderr: sink(options.onComplaint),
    env: { ...options.env } as Record<string, string>,
  };
  const { runConfiguration } = await loadConfiguration({ file: false, provided: configuration(options) }, environment);
  const judge = new RunJudge();
  if (options.onOutcome) judge.onOutcome(options.onOutcome);
  const started = performance.now();
  const run = runCucumber(runConfiguration, environment, judge.onMessage);
  await Promise.race([run, rejectOnAbort(options.signal)]);
  return { outcomes: judge.outcomes(), errors: judge.errors, durationMs: performance.now() - started };
}

type Provided = NonNullable<Exclude<Parameters<typeof loadConfiguration>[0], undefined>["provided"]>;

function configuration(options: SuiteOptions): Provided {
  return {
    paths: options.features ? [...options.features] : ["features/**/*.feature"],
    ...stepFiles(),
    tags: options.tags,
    name: [...options.names],
    parallel: options.parallel,
    ...(options.shard ? { shard: options.shard } : {}),
    format: options.cucumberReports === false ? [] : cucumberReports(options.report),
    worldParameters: options.worldParameters as never,
    publish: false,
  };
}

function cucumberReports(folder: string): [string, string][] {
  return [
    ["message", join(folder, "messages.ndjson")],
    ["html", join(folder, "index.html")],
  ];
}

/** TypeScript in the repository, compiled steps in an installed package: whichever this file itself is. */
function stepFiles(): { require: string[]; requireModule: string[] } {
  if (extname(__filename) === ".ts") return { require: ["steps/**/*.ts"], requireModule: ["ts-node/register"] };
  return { require: [join(__dirname, "..", "..", "..", "steps", "**", "*.js")], requireModule: [] };
}

function sink(onText?: (text: string) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      onText?.(chunk.toString());
      done();
    },
  });
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
