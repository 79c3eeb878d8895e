import { once } from "node:events";
import { LogLevel, setLogLevel } from "node-opcua";
import type { Logger } from "pino";
import { isReverseConnectError, ReverseConnectManager, type StartedReverseConnectManager } from "../../../../simulators/client";
import { CannotRunError, EXIT, UsageError, type CliIo, type ExitCode } from "../../io";
import type { ClientFlags } from "./client-flags";
import { clientConfig, type ClientConfig } from "./client-config";
import { serveServers } from "./client-sessions";
import { ValueCounter } from "./client-values";
import { logClientEvent } from "./log-client";
import { createLogger } from "./logger";
import type { ClientAdaptation } from "./client-flags";

/** Runs the reference client until the signal, or until its values have come; resolves with the exit code. */
export async function runClient(flags: ClientFlags, io: CliIo, adaptation: ClientAdaptation = {}): Promise<ExitCode> {
  const told = clientConfig(flags, io);
  const config = {
    ...told,
    manager: adaptation.options?.(told.manager) ?? told.manager,
    session: adaptation.session?.(told.session) ?? told.session,
  };
  const logger = createLogger(io, config.logLevel, config.logFormat);
  // node-opcua writes its own notes to the console, between our lines.
  if (config.logLevel !== "debug" && config.logLevel !== "trace") setLogLevel(LogLevel.Emergency);
  const manager = await start(config, logger);
  const values = new ValueCounter(config.count);
  const stop = new AbortController();
  try {
    serveServers(manager, config, logger, values, stop.signal);
    return await ending(config, io, values);
  } finally {
    stop.abort();
    await manager.stop();
    logger.info("stopped");
  }
}

async function start(config: ClientConfig, logger: Logger): Promise<StartedReverseConnectManager> {
  try {
    const options = { ...config.manager, onEvent: (event: Parameters<typeof logClientEvent>[0]) => logClientEvent(event, logger) };
    const manager = await new ReverseConnectManager(options).start();
    // The ready line comes at every log level.
    const ready = logger.child({}, { level: "info" });
    ready.info({ event: "ready", urls: manager.urls, port: manager.port }, `listening on ${manager.urls.join(", ")}`);
    return manager;
  } catch (error) {
    if (isReverseConnectError(error, "LISTEN_URL_INVALID")) throw new UsageError(`--listen: ${error.message}`, { cause: error });
    if (isReverseConnectError(error)) throw new CannotRunError(`--listen: ${error.message}`, { cause: error });
    throw error;
  }
}

async function ending(config: ClientConfig, io: CliIo, values: ValueCounter): Promise<ExitCode> {
  const stop = new AbortController();
  const signals = [io.signal, stop.signal, ...(config.timeout === undefined ? [] : [AbortSignal.timeout(config.timeout)])];
  const end = AbortSignal.any(signals);
  try {
    await Promise.race([values.complete, values.failed, end.aborted ? undefined : once(end, "abort", { signal: stop.signal })]);
  } finally {
    stop.abort();
  }
  if (values.isComplete || io.signal.aborted) return EXIT.good;
  throw new CannotRunError(
    `--timeout: expected ${config.count ?? "values until stopped"}${config.count === undefined ? "" : " values"}, got ${values.seen} in ${(config.timeout ?? 0) / 1000} s`,
  );
}
