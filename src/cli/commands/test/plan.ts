import { availableParallelism, loadavg } from "node:os";
import { resolve } from "node:path";
import { isFor, loadCatalogue, loadScenarios, type Catalogue, type Role, type ScenarioInfo } from "../../../suite/catalogue";
import { ExternalLinks } from "../../../suite/link";
import { prepareReport, readReport, type RunSummary } from "../../../report";
import { CannotRunError, type CliIo } from "../../io";
import { lockReport } from "../../report-lock";
import { selectScenarios } from "../../selection";
import type { TestOptions } from "./options";
import { leftOut } from "./network";
import { checkClientUrls } from "./ports";
import { attached, checkKnownFailures, checkNames, describeSuts, hashes, rolesIn, warm, type Suts } from "./suts";

/** Everything that is known, and has been checked, before anything starts. */
export interface Plan {
  readonly options: TestOptions;
  readonly suts: Suts;
  readonly roles: readonly Role[];
  readonly catalogue: Catalogue;
  /** All scenarios that the network of this run is for, selected or not. */
  readonly suite: readonly ScenarioInfo[];
  readonly selected: readonly ScenarioInfo[];
  /** How many scenarios are not for the network of this run, and why, in one line. */
  readonly left?: string;
  readonly toxiproxy: string | undefined;
  /** Absolute. */
  readonly report: string;
  /** Gives the report folder free for other runs. */
  readonly release: () => Promise<void>;
  readonly parallel: number;
  /** Hashes of the descriptions, for the report. */
  readonly descriptions: readonly { readonly file: string; readonly sha256: string }[];
  /** The earlier run that this one is compared with. */
  readonly baseline?: RunSummary;
}

/** Whatever can be wrong with the command line is found here. Throws errors with exit code 2 or 3. */
export async function plan(options: TestOptions, io: CliIo): Promise<Plan> {
  const suts = await describeSuts(options, io);
  const catalogue = await loadCatalogue();
  const all = await loadScenarios(options.features?.map((glob) => resolve(io.cwd, glob)));
  await checkNames(suts, all);
  checkKnownFailures(suts, catalogue);
  const roles = rolesIn(suts, options.role);
  const wanted = selectScenarios(all, options).filter((scenario) => scenario.roles.some((role) => roles.includes(role)));
  const suite = all.filter((scenario) => isFor(options.network ?? "loopback", scenario));
  const selected = wanted.filter((scenario) => suite.includes(scenario));
  const left = leftOut(wanted.length - selected.length, options);
  if (selected.length === 0)
    throw new CannotRunError(left ?? "no scenario is selected; `reverse-hello list` shows all, with their roles and tags");
  const toxiproxy = options.toxiproxy ?? io.env["TOXIPROXY_URL"];
  if (toxiproxy) await reachable(toxiproxy, options.seed);
  await checkClientUrls(suts, roles);
  const report = resolve(io.cwd, options.report);
  // Before the folder is made ready: the earlier report may be the one that is to be replaced.
  const baseline = options.baseline === undefined ? undefined : await readReport(resolve(io.cwd, options.baseline));
  const descriptions = await hashes(suts, roles, io);
  const release = await lockReport(report);
  await prepareReport(report);
  const parallel = attached(suts, roles)
    ? 1
    : Math.min(options.parallel ?? paying(selected.length, warm(suts, roles)), selected.length);
  return {
    options,
    suts,
    roles,
    catalogue,
    suite,
    selected,
    ...(left ? { left } : {}),
    toxiproxy,
    report,
    release,
    parallel,
    descriptions,
    ...(baseline ? { baseline } : {}),
  };
}

/** Scenarios that a worker must have to pay for its start: it loads node-opcua twice, which is as much work as some scenarios. */
const WORTH_A_WORKER = 4;

/**
 * Scenarios at once: they wait for two thirds of their time. Where others keep every core busy, or each starts a process of its own, more
 * of them would only be late, and a product that was kept waiting would be judged by it.
 */
function paying(scenarios: number, isWarm: boolean): number {
  const cores = availableParallelism();
  const [load = 0] = loadavg();
  const most = (isWarm && load < cores ? 3 : 2) * cores;
  return Math.max(2, Math.min(most, Math.max(cores, Math.ceil(scenarios / WORTH_A_WORKER))));
}

async function reachable(url: string, seed: string): Promise<void> {
  try {
    await new ExternalLinks(url, seed).probe();
  } catch (error) {
    throw new CannotRunError(
      `no Toxiproxy answers at ${url} (${reasonOf(error)}); start toxiproxy-server, or run without --toxiproxy`,
    );
  }
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || ((cause as NodeJS.ErrnoException).code ?? message) : message;
}
