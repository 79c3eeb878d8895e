import { once } from "node:events";
import type { Logger } from "pino";
import { Fleet } from "../../../../simulators/fleet";
import { ServerConfigError } from "../../../../simulators/server/types";
import { defined } from "../../../objects";
import { kebab } from "../../arguments";
import { fleetOptions } from "../../fleet-options";
import { fleetProfile } from "../../fleet-profile";
import { runAgain } from "../../again";
import { CannotRunError, EXIT, UsageError, type CliIo, type ExitCode } from "../../io";
import { checkOpenFiles } from "../../open-files";
import { describeFleet, lacksOf } from "./log-fleet";
import type { FleetFlags } from "./flags";
import { createLogger, sayReady } from "./logger";
import { useLibrary } from "./use-library";

/** How often it says how far it has come, while that changes, in ms. */
const REPORT = 1000;

/** Runs a fleet until the signal, or for --duration; resolves with the exit code. */
export async function runFleet(flags: FleetFlags, io: CliIo): Promise<ExitCode> {
  if (flags.processes > 1) return runParts(flags, io);
  const logger = createLogger(io, flags);
  using _library = useLibrary(flags, logger);
  const fleet = await build(flags, io);
  await using _stopped = fleet;
  const { servers, good } = fleet.state();
  const dialing = flags.reverseConnect;
  const part = flags.shard ? `part ${flags.shard.index} of ${flags.shard.of}: ` : "";
  sayReady(logger, { servers, dialing }, `${part}${servers} servers, dialing ${dialing.join(", ")}`);
  const stop = new AbortController();
  const end = AbortSignal.any([
    io.signal,
    stop.signal,
    ...(flags.duration === undefined ? [] : [AbortSignal.timeout(flags.duration)]),
  ]);
  const reporting = report(fleet, logger);
  try {
    const began = fleet.mark();
    void fleet.start();
    void fleet.until("arrived", Infinity, end).then(
      () => {
        const took = Math.round(fleet.now() - began);
        logger.info({ event: "all-wait", good, took }, `all ${good} good servers have waited, after ${(took / 1000).toFixed(1)} s`);
      },
      () => undefined,
    );
    if (!end.aborted) await once(end, "abort");
  } finally {
    clearInterval(reporting);
    stop.abort();
  }
  const { arrived } = fleet.state();
  logger.info({ event: "end", ...fleet.state(), ...fleet.totals() }, `stopped: ${describeFleet(fleet)}`);
  if (io.signal.aborted || arrived >= good) return EXIT.good;
  throw new CannotRunError(
    `--duration: ${good - arrived} of ${good} good servers have never waited in ${(flags.duration ?? 0) / 1000} s`,
  );
}

/** Each process has a part of what would be this one's; resolves with the worst exit code. */
async function runParts({ processes, shard = { index: 1, of: 1 }, ...flags }: FleetFlags, io: CliIo): Promise<ExitCode> {
  const of = shard.of * processes;
  const parts = Array.from({ length: processes }, (_, nth) => ({ index: shard.index + nth * shard.of, of }));
  // What is wrong is told once, and before anything starts.
  await build({ ...flags, processes, ...defined({ shard: parts[0] }) }, io);
  const codes = await Promise.all(
    parts.map(({ index }) => runAgain(io, { more: ["--processes", "1", "--shard", `${index}/${of}`] })),
  );
  return codes.reduce((worst, code) => (code > worst ? code : worst));
}

async function build(flags: FleetFlags, io: CliIo): Promise<Fleet> {
  const { servers, profile: file } = flags;
  if (servers === undefined && file === undefined)
    throw new UsageError("simulate fleet: expected --servers or --profile, got neither of them");
  const profile = file === undefined ? undefined : fleetProfile(file, io.cwd);
  const groups = servers === undefined ? (profile?.groups ?? []) : [{ kind: "good" as const, count: servers }];
  const { of = 1 } = flags.shard ?? {};
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  checkOpenFiles(Math.ceil(count / of) * flags.reverseConnect.length, `${Math.ceil(count / of)} servers`);
  const options = await fleetOptions({ ...profile, ...flags, groups }, flags.reverseConnect, io);
  try {
    return new Fleet(options);
  } catch (error) {
    if (!(error instanceof ServerConfigError)) throw error;
    const flag = error.field === "endpointUrl" && !flags.endpointUrl ? "reverse-connect" : kebab(error.field);
    throw new UsageError(`--${flag}: ${error.message.replace(/^[^:]*: /, "")}`);
  }
}

function report(fleet: Fleet, logger: Logger): NodeJS.Timeout {
  let last = "";
  return setInterval(() => {
    const text = describeFleet(fleet);
    if (text !== last) logger.info({ event: "fleet", ...fleet.state(), ...fleet.totals() }, text);
    last = text;
    for (const lack of lacksOf(fleet)) logger.error({ event: "lack" }, lack);
  }, REPORT);
}
