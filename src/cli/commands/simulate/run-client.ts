import { once } from "node:events";
import type { Logger } from "pino";
import { isReverseConnectError, ReverseConnectManager, type StartedReverseConnectManager } from "../../../../simulators/client";
import { CannotRunError, EXIT, type CliIo, type ExitCode } from "../../io";
import type { ClientAdaptation, ClientFlags } from "./flags";
import { clientConfig, type ClientConfig } from "./client-config";
import { ServingClient } from "./client-sessions";
import { ValueCounter } from "./client-values";
import { logClientEvent } from "./log-client";
import { createLogger, sayReady } from "./logger";
import { withPasswords } from "./password";
import { useLibrary } from "./use-library";

/** Runs the reference client until the signal, or until its values have come; resolves with the exit code. */
export async function runClient(flags: ClientFlags, io: CliIo, adaptation: ClientAdaptation = {}): Promise<ExitCode> {
  const [user] = await withPasswords(flags.user ? [flags.user] : [], flags.passwordFile, io);
  const told = clientConfig(flags, user, io.cwd);
  const config = {
    ...told,
    manager: adaptation.options?.(told.manager) ?? told.manager,
    session: adaptation.session?.(told.session) ?? told.session,
  };
  const logger = createLogger(io, flags);
  using _library = useLibrary(flags, logger);
  const manager = await start(config, logger);
  const values = new ValueCounter(config.count);
  const stop = new AbortController();
  try {
    new ServingClient(manager, config, logger, values, stop.signal).start();
    return await ending(config, io, values);
  } finally {
    stop.abort();
    await manager.stop();
    logger.info("stopped");
  }
}

async function start(config: ClientConfig, logger: Logger): Promise<StartedReverseConnectManager> {
  try {
    const manager = await new ReverseConnectManager({
      ...config.manager,
      onEvent: (event) => logClientEvent(event, logger),
    }).start();
    const { urls, port } = manager;
    sayReady(logger, { urls, port }, `listening on ${urls.join(", ")}`);
    return manager;
  } catch (error) {
    throw isReverseConnectError(error) ? new CannotRunError(`--listen: ${error.message}`, { cause: error }) : error;
  }
}

async function ending({ count, timeout }: ClientConfig, io: CliIo, values: ValueCounter): Promise<ExitCode> {
  const stop = new AbortController();
  const end = AbortSignal.any([io.signal, stop.signal, ...(timeout === 0 ? [] : [AbortSignal.timeout(timeout)])]);
  try {
    await Promise.race([values.complete, end.aborted ? undefined : once(end, "abort", { signal: stop.signal })]);
  } finally {
    stop.abort();
  }
  if (values.isComplete || io.signal.aborted) return EXIT.good;
  const wanted = count === undefined ? "values until stopped" : `${count} values`;
  throw new CannotRunError(`--timeout: expected ${wanted}, got ${values.seen} in ${timeout / 1000} s`);
}
