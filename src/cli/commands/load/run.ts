import { relative, resolve } from "node:path";
import { LogLevel, setLogLevel } from "node-opcua";
import { version } from "../../../../package.json";
import { Fleet } from "../../../../simulators/fleet";
import { runLoad, type LoadPlan } from "../../../load";
import { defined } from "../../../objects";
import {
  checkLoad,
  exitCodeOf,
  renderLoad,
  writeLoadReport,
  type LoadPhase,
  type LoadResult,
  type LoadSample,
} from "../../../report";
import { loadSut, type SutDescription } from "../../../suite/sut";
import { parseDuration } from "../../../vocabulary";
import { fleetOptions } from "../../fleet-options";
import { fleetProfile, type FleetProfile } from "../../fleet-profile";
import { UsageError, type CliIo, type ExitCode } from "../../io";
import { machineFacts } from "../../machine";
import { checkOpenFiles } from "../../open-files";
import type { LoadFlags } from "./flags";
import { startProduct } from "./product";

/** Ms. */
const DEFAULTS = { within: 60_000, steady: 2_000, outage: 5_000, flood: 10_000 };
/** How often it says where it is when nobody looks at a terminal, in ms. */
const QUIET = 5_000;

/** Runs a load; resolves with the exit code. */
export async function load(file: string, flags: LoadFlags, io: CliIo): Promise<ExitCode> {
  const sut = await loadSut(resolve(io.cwd, file));
  const given = fleetProfile(flags.profile, io.cwd);
  const profile: FleetProfile = { ...given, ...defined({ seed: flags.seed }) };
  const report = resolve(io.cwd, flags.report);
  const { of = 1 } = flags.shard ?? {};
  const servers = profile.groups.reduce((sum, { count }) => sum + count, 0);
  if (!profile.groups.some(({ kind, count }) => kind === "good" && count > 0))
    throw new UsageError(`${flags.profile}: servers: expected some of kind good, got none: nobody would be served`);
  const plan = planOf(profile);
  checkOpenFiles(Math.ceil((servers / of) * (plan.goal === "session" ? 2 : 1)), `${Math.ceil(servers / of)} servers`);
  setLogLevel(LogLevel.Emergency);
  await using started = await startProduct(sut, profile, report, io);
  const fleet = new Fleet(await fleetOptions({ ...profile, ...defined({ shard: flags.shard }) }, started.urls, io));
  await using _stopped = fleet;
  const progress = new LoadProgress(io);
  const record = await runLoad(fleet, plan, started.product, {
    signal: io.signal,
    onSample: (sample) => progress.sample(sample, fleet.state().good),
    onPhase: (phase) => progress.phase(phase),
  });
  const result = resultOf(sut, profile, plan, { ...record, startedAt: record.startedAt.toISOString() }, flags);
  await writeLoadReport(report, result);
  io.stdout.write(renderLoad(result));
  io.out(`Report: ${relative(io.cwd, report) || report}/load.html`);
  return result.exitCode;
}

function planOf({ load: { goal = "session", within, steady, outage, flood } }: FleetProfile): LoadPlan {
  const ms = (value: string | number | undefined, otherwise: number) => (value === undefined ? otherwise : parseDuration(value));
  return {
    goal,
    within: ms(within, DEFAULTS.within),
    steady: ms(steady, DEFAULTS.steady),
    outage: ms(outage, DEFAULTS.outage),
    flood: ms(flood, DEFAULTS.flood),
  };
}

function resultOf(
  sut: SutDescription,
  profile: FleetProfile,
  { goal }: LoadPlan,
  record: Pick<LoadResult, "startedAt" | "phases" | "samples" | "crash">,
  flags: LoadFlags,
): LoadResult {
  const { groups, limits } = profile;
  const run = {
    kind: "load",
    schemaVersion: 1,
    tool: { name: "reverse-hello", version },
    product: { name: sut.name, ...defined({ version: sut.version }) },
    profile: { name: profile.name ?? flags.profile, servers: groups.map(({ kind, count }) => ({ kind, count })), goal, limits },
    ...defined({ shard: flags.shard }),
    machine: machineFacts(),
    ...record,
  } as const;
  const checks = checkLoad(run);
  return { ...run, checks, exitCode: exitCodeOf(checks) };
}

/** Says how far a run has come: one moving line on a terminal, a line every few seconds elsewhere. */
class LoadProgress {
  private last = -QUIET;

  constructor(private readonly io: Pick<CliIo, "out" | "stdout" | "isTerminal">) {}

  sample({ at, phase, waiting, inSession, connections, memory }: LoadSample, good: number): void {
    const size = memory === undefined ? "" : `, ${(memory / 1e6).toFixed(0)} MB`;
    const text = `  ${(at / 1000).toFixed(0)} s, ${phase}: ${waiting} of ${good} wait, ${inSession} in session, ${connections} connections${size}`;
    if (this.io.isTerminal) this.io.stdout.write(`\r\x1b[K${text}`);
    else if (at - this.last >= QUIET) {
      this.io.out(text);
      this.last = at;
    }
  }

  phase({ name, good, servedAfter, took }: LoadPhase): void {
    if (this.io.isTerminal) this.io.stdout.write("\r\x1b[K");
    this.io.out(`  ${name}: ${servedAfter.length} of ${good} served in ${(took / 1000).toFixed(1)} s`);
  }
}
