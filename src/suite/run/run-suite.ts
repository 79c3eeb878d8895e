import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Writable } from "node:stream";
import { loadConfiguration, runCucumber } from "@cucumber/cucumber/api";
import { packageRoot } from "../../files";
import type { ScenarioInfo } from "../catalogue";
import { RunJudge, type ScenarioOutcome } from "../verdict";
import { RUN_STOPPED, RunControl, type WorkerNote } from "./control";
import type { Places } from "./order-plugin.mjs";
import { forgetSteps, stepFiles } from "./step-files";

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
  /** Which begin first (see orderOf); without it they begin in the order of their files. */
  readonly order?: readonly Pick<ScenarioInfo, "uri" | "line">[];
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
  /** What the workers say while scenarios are under way. */
  readonly onNote?: (note: WorkerNote) => void;
  /** Asked after each outcome; a text stops the run, with this reason, as a failure does under --fail-fast. */
  readonly stopWhen?: (outcome: ScenarioOutcome) => string | undefined;
  /** Aborting stops the run: what is under way is given up and cleaned up, and what was judged so far comes back. */
  readonly signal: AbortSignal;
}

export interface SuiteResult {
  readonly outcomes: readonly ScenarioOutcome[];
  /** What concerns the run as a whole. */
  readonly errors: readonly string[];
  readonly durationMs: number;
  /** Why the run ended before its end; scenarios that had no outcome then are not among `outcomes`. */
  readonly stopped?: string;
}

/**
 * How long, in ms, a stopped run may take to clean up before it is told what was judged: whoever pressed Ctrl-C has waited 2 s at most then.
 * What takes longer (a SUT that does not heed TERM) goes on ending, or is ended with this process by the guard (src/suite/sut/guard.ts).
 */
const STOP_GRACE = 1000;

/** Runs the features; what this process slept through (it was stopped, or the machine was too busy) is tried once more when all else is done. */
export async function runSuite(options: SuiteOptions): Promise<SuiteResult> {
  const slept = new Map<string, ScenarioOutcome>();
  const first = await runOnce({
    ...options,
    onOutcome: (outcome) => void (outcome.slept ? slept.set(placeOf(outcome), outcome) : options.onOutcome?.(outcome)),
    stopWhen: (outcome) => (outcome.slept ? undefined : options.stopWhen?.(outcome)),
  });
  if (slept.size === 0 || first.stopped !== undefined) {
    slept.forEach((outcome) => options.onOutcome?.(outcome));
    return first;
  }
  const { order: _order, shard: _shard, onOutcome, ...same } = options;
  const again = await runOnce({
    ...same,
    features: [...slept.keys()],
    tags: "",
    names: [],
    parallel: Math.ceil(options.parallel / 2),
    cucumberReports: false,
    onOutcome: (outcome) => onOutcome?.({ ...outcome, retried: 1 }),
  });
  for (const outcome of again.outcomes) slept.set(placeOf(outcome), { ...outcome, retried: 1 });
  return {
    ...again,
    outcomes: first.outcomes.map((outcome) => slept.get(placeOf(outcome)) ?? outcome),
    errors: [...first.errors, ...again.errors],
    durationMs: first.durationMs + again.durationMs,
  };
}

/** Runs the features through Cucumber's API and judges by its messages, never by its exit code. */
async function runOnce(options: SuiteOptions): Promise<SuiteResult> {
  const environment = {
    cwd: packageRoot(),
    stdout: sink(),
    stderr: sink(options.onComplaint),
    env: { ...options.env } as Record<string, string>,
  };
  const control = new RunControl(options.onNote);
  const { runConfiguration } = await loadConfiguration(
    { file: false, provided: configuration(options, control.name) },
    environment,
  );
  if (options.order) runConfiguration.plugins = { specifiers: [ORDER_PLUGIN], options: { places: placesOf(options.order) } };
  const judge = new RunJudge();
  judge.onOutcome((outcome) => tell(outcome, options, control));
  forgetSteps();
  const started = performance.now();
  try {
    const run = runCucumber(runConfiguration, environment, judge.onMessage);
    await Promise.race([run, stopOnAbort(options.signal, control)]);
  } finally {
    control.close();
  }
  const durationMs = performance.now() - started;
  if (control.stopped === undefined) return { outcomes: judge.outcomes(), errors: judge.errors, durationMs };
  return { outcomes: judge.outcomes().filter(hasOutcome), errors: judge.errors, durationMs, stopped: control.stopped };
}

/** As Cucumber loads it, with `import()`: never through ts-node. */
const ORDER_PLUGIN = pathToFileURL(join(__dirname, `order-plugin.m${extname(__filename).slice(1)}`)).href;

function placesOf(order: NonNullable<SuiteOptions["order"]>): Places {
  return Object.fromEntries(order.map((scenario, place) => [placeOf(scenario), place]));
}

/** As Cucumber takes it for a path, too: of an outline just this row. */
function placeOf({ uri, line }: Pick<ScenarioInfo, "uri" | "line">): string {
  return `${uri}:${line}`;
}

function tell(outcome: ScenarioOutcome, { onOutcome, stopWhen }: SuiteOptions, control: RunControl): void {
  if (!hasOutcome(outcome)) return;
  onOutcome?.(outcome);
  const reason = stopWhen?.(outcome);
  if (reason !== undefined) control.stop(reason);
}

function hasOutcome({ reason }: ScenarioOutcome): boolean {
  return reason !== RUN_STOPPED && reason?.startsWith("the run ended before the scenario") !== true;
}

type Provided = NonNullable<Exclude<Parameters<typeof loadConfiguration>[0], undefined>["provided"]>;

function configuration(options: SuiteOptions, control: string): Provided {
  return {
    paths: options.features ? [...options.features] : ["features/**/*.feature"],
    ...stepFiles(),
    tags: options.tags,
    name: [...options.names],
    parallel: options.parallel,
    ...(options.shard ? { shard: options.shard } : {}),
    format: options.cucumberReports === false ? [] : cucumberReports(options.report),
    worldParameters: { ...options.worldParameters, control },
    publish: false,
  };
}

function cucumberReports(folder: string): [string, string][] {
  return [
    ["message", join(folder, "messages.ndjson")],
    ["html", join(folder, "cucumber.html")],
  ];
}

function sink(onText?: (text: string) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      onText?.(chunk.toString());
      done();
    },
  });
}

/** Resolves when a run that was told to stop has had its time to clean up; never without a stop. */
function stopOnAbort(signal: AbortSignal, control: RunControl): Promise<void> {
  return new Promise((resolve) => {
    const onAbort = () => {
      control.stop(signal.reason instanceof Error ? signal.reason.message : "stopped");
      setTimeout(resolve, STOP_GRACE).unref();
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
