import { resolve } from "node:path";
import { orderOf, runSuite, type SuiteResult, type WorkerNote } from "../../../suite/run";
import { printable } from "../../../text";
import { networkTags, type ScenarioInfo } from "../../../suite/catalogue";
import { judge, type ScenarioOutcome } from "../../../suite/verdict";
import type { CliIo } from "../../io";
import { pkiFolder } from "../../pki-folder";
import type { Progress } from "../../progress";
import { Teller } from "../../told";
import type { Log } from "./log";
import type { Plan } from "./plan";
import { judgingOf } from "./judging";
import { attached } from "./suts";

export interface RunContext {
  readonly io: CliIo;
  readonly progress: Progress;
  readonly log: Log;
  readonly report: string;
  /** Each repetition draws its chances again. */
  readonly seed: string;
  /** Features made for `--prove`, and the relays that their tags name. */
  readonly trials?: { readonly features: readonly string[]; readonly relays: Readonly<Record<string, unknown>> };
}

/** One run of what was planned. */
export async function run(plan: Plan, { io, progress, log, report, seed, trials }: RunContext): Promise<SuiteResult> {
  const { options, suts, roles, toxiproxy } = plan;
  const roleTags = `(${roles.map((role) => `@${role}`).join(" or ")})`;
  const features = trials?.features ?? featuresOf(plan, io);
  const teller = new Teller(plan.catalogue, judgingOf(plan));
  return runSuite({
    ...(features ? { features } : {}),
    tags: [roleTags, networkTags(options.network ?? "loopback"), ...(options.tags ? [`(${options.tags})`] : [])].join(" and "),
    names: options.name ? [options.name] : [],
    parallel: plan.parallel,
    // One at a time it makes no difference, but for those that suspend what cannot be restarted.
    ...(plan.parallel > 1 && !trials ? { order: orderOf(plan.selected, timingOf(plan)) } : {}),
    ...(options.shard ? { shard: options.shard } : {}),
    report,
    worldParameters: {
      suts: Object.fromEntries(roles.map((role) => [role, suts[role]?.file])),
      timeScale: options.timeScale,
      ...(toxiproxy ? { toxiproxy } : {}),
      ...(options.network === "lab" ? { lab: true } : {}),
      ...(options.dialect ? { dialect: options.dialect } : {}),
      report,
      evidenceOf: options.evidenceOf,
      seed,
      ...(trials ? { relays: trials.relays } : {}),
      pki: await pkiFolder(io),
      ...(log.wants("debug") ? { notes: true } : {}),
    },
    env: io.env,
    onOutcome: (outcome) => {
      // A proof's findings are wished for, and no news.
      progress.outcome(outcome, trials ? [] : teller.tell(outcome));
      log.info(`${outcome.id} ${outcome.outcome}${outcome.reason ? ` (${outcome.reason})` : ""}, ${outcome.durationMs} ms`);
    },
    onNote: (note) => take(note, progress, log),
    ...(options.failFast ? { stopWhen: (outcome) => finding(outcome, plan) } : {}),
    onComplaint: (text) => io.stderr.write(printable(text)),
    signal: io.signal,
  });
}

function timingOf({ suts, roles }: Plan): Parameters<typeof orderOf>[1] {
  return Object.fromEntries(roles.flatMap((role) => (suts[role] ? [[role, suts[role].timing]] : [])));
}

function take(note: WorkerNote, progress: Progress, log: Log): void {
  if (note.kind === "awaiting") progress.awaiting(note.what, note.ms);
  else if (note.level === "info") log.info(note.text);
  else log.debug(note.text);
}

/** Under --fail-fast: what would make the run fail; known failures do not. */
function finding(outcome: ScenarioOutcome, plan: Plan): string | undefined {
  if (outcome.outcome === "passed" || outcome.outcome === "not-applicable") return undefined;
  const { catalogue, suite } = plan;
  const { exitCode } = judge([outcome], catalogue, { ...judgingOf(plan), suite });
  return exitCode === 0 ? undefined : `--fail-fast: ${outcome.id} ${outcome.outcome === "failed" ? "failed" : "could not run"}`;
}

/** With a SUT that cannot be restarted, features that send it into a suspension come last: each costs the next its time. */
function featuresOf({ options, suts, roles, selected }: Plan, io: CliIo): string[] | undefined {
  if (options.scenario) return placesOf(selected);
  if (options.features) return options.features.map((glob) => resolve(io.cwd, glob));
  if (!attached(suts, roles)) return undefined;
  const suspending = new Set(selected.filter(suspends).map(({ uri }) => uri));
  return [...new Set(selected.map(({ uri }) => uri))].sort((a, b) => Number(suspending.has(a)) - Number(suspending.has(b)));
}

/** Each scenario by its line: rows of an outline share their title. */
function placesOf(selected: readonly ScenarioInfo[]): string[] {
  return selected.map(({ uri, line }) => `${uri}:${line}`);
}

function suspends({ capabilities }: ScenarioInfo): boolean {
  return capabilities.includes("suspension");
}
