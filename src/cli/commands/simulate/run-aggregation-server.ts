import { once } from "node:events";
import type { Logger } from "pino";
import {
  AggregationServer,
  type AggregationEvent,
  type AggregationOptions,
  type StartedAggregationServer,
} from "../../../../simulators/aggregation";
import { isReverseConnectError } from "../../../../simulators/client";
import { ServerConfigError } from "../../../../simulators/server";
import { CannotRunError, EXIT, type CliIo, type ExitCode } from "../../io";
import { aggregationConfig, type FieldComplaint } from "./aggregation-config";
import type { AggregationAdaptation, AggregationServerFlags } from "./flags";
import { logClientEvent } from "./log-client";
import { logContained, logRefused, logReverseConnect } from "./log-server";
import { createLogger, sayReady as say } from "./logger";
import { useLibrary } from "./use-library";

/** Runs the aggregation server until the signal; resolves with the exit code. */
export async function runAggregationServer(
  flags: AggregationServerFlags,
  io: CliIo,
  adaptation?: AggregationAdaptation,
): Promise<ExitCode> {
  const { options, complain } = aggregationConfig(flags.config, io);
  const logger = createLogger(io, flags);
  using _library = useLibrary(flags, logger);
  const started = await start(adaptation?.options(options) ?? options, complain, logger);
  try {
    logReverseConnect(started.server.reverseConnect, logger);
    sayReady(started, logger);
    if (!io.signal.aborted) await once(io.signal, "abort");
  } finally {
    await started.stop();
  }
  logger.info("stopped");
  return EXIT.good;
}

async function start(options: AggregationOptions, complain: FieldComplaint, logger: Logger): Promise<StartedAggregationServer> {
  try {
    return await new AggregationServer({
      ...options,
      server: {
        ...options.server,
        onContained: (one) => logContained(one, logger),
        onCertificateRefused: (text) => logRefused(text, logger),
      },
      onEvent: (event) => logEvent(event, logger),
      manager: { ...options.manager, onEvent: (event) => logClientEvent(event, logger) },
    }).start();
  } catch (error) {
    throw cannotStart(error, options, complain);
  }
}

function sayReady(started: StartedAggregationServer, logger: Logger): void {
  const { port, server, manager, underlying } = started;
  const dialing = server.reverseConnect.list().map(({ endpointUrl }) => endpointUrl);
  const facts = {
    port,
    endpointUrl: server.endpointUrl,
    applicationUri: server.applicationUri,
    dialing,
    listening: manager?.urls ?? [],
    underlying: underlying.map(({ name }) => name),
  };
  const text = `listening on port ${port} for clients and on ${manager?.urls.join(", ") ?? "none"} for servers, dialing ${dialing.join(", ") || "nobody"}`;
  say(logger, facts, text);
}

function logEvent(event: AggregationEvent, logger: Logger): void {
  // Not `name`: that is the logger's own.
  const { type, name: underlying, ...fields } = event;
  const facts = { event: type, underlying, ...fields };
  if (event.type === "warning") return logger.warn(facts, `${underlying}: ${event.message}`);
  const nodes = event.nodes === undefined ? "" : `, ${event.nodes} nodes`;
  const detail = event.detail === undefined ? "" : `: ${event.detail}`;
  logger[event.state === "down" ? "warn" : "info"](facts, `${underlying}: ${event.state}${nodes}${detail}`);
}

function cannotStart(error: unknown, options: AggregationOptions, complain: FieldComplaint): unknown {
  if (error instanceof ServerConfigError) return complain(error.field, error.message.replace(/^[^:]*: /, ""));
  if (isReverseConnectError(error, "LISTEN_URL_INVALID")) return complain("listen", error.message);
  if (isReverseConnectError(error)) return new CannotRunError(`listen: ${error.message}`, { cause: error });
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE")
    return new CannotRunError(
      `server.port ${options.server?.port ?? 0}: the port is in use; stop the program that holds it, or take port 0`,
      { cause: error },
    );
  return new CannotRunError(`the aggregation server cannot start: ${message.split("\n")[0]}`, { cause: error });
}
