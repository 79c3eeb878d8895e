import { once } from "node:events";
import type { Logger } from "pino";
import {
  formatListenUrl,
  isReverseConnectError,
  openIdentity,
  parseListenUrl,
  ReverseConnectManager,
  type ClientIdentity,
  type StartedReverseConnectManager,
} from "../../../../simulators/client";
import { CannotRunError, EXIT, UsageError, type CliIo, type ExitCode } from "../../io";
import { checkOpenFiles } from "../../open-files";
import { clientConfig, type ClientConfig } from "./client-config";
import { ServingClient } from "./client-sessions";
import { ValueCounter } from "./client-values";
import { logClientEvent } from "./log-client";
import type { ClientsFlags } from "./flags";
import { createLogger, sayReady } from "./logger";
import { withPasswords, type NamedUser } from "./password";
import { useLibrary } from "./use-library";

/** How often it says how far they have come, while that changes, in ms. */
const REPORT = 1000;
/** Each has its port, a session, and a connection that waits beside it. */
const FILES_EACH = 3;

/** Runs many clients until the signal, or for --duration; resolves with the exit code. */
export async function runClients(flags: ClientsFlags, io: CliIo): Promise<ExitCode> {
  const { count, duration } = flags;
  const logger = createLogger(io, flags);
  using _library = useLibrary(flags, logger);
  checkOpenFiles(FILES_EACH * count, `${count} clients`);
  const stop = new AbortController();
  const values = new ValueCounter(undefined);
  const [user] = await withPasswords(flags.user ? [flags.user] : [], flags.passwordFile, io);
  const configs = urlsOf(flags).map((listen) => configOf({ ...flags, listen: [listen] }, user, io.cwd));
  const identity = await openIdentity(configs[0]?.manager.identity);
  const clients = new Clients(identity, logger);
  try {
    for (const config of configs) await clients.start(config, values, stop.signal);
    const { urls } = clients;
    sayReady(logger, { urls }, `${count} clients listen on ${urls[0]} to ${urls.at(-1)}`);
    const end = AbortSignal.any([io.signal, ...(duration === undefined ? [] : [AbortSignal.timeout(duration)])]);
    const reporting = report(clients, values, logger);
    if (!end.aborted) await once(end, "abort");
    clearInterval(reporting);
  } finally {
    stop.abort();
    await clients.stop();
    await identity.dispose();
  }
  logger.info(
    { event: "end", served: clients.served, values: values.seen },
    `stopped: ${clients.served} of ${count} had a session`,
  );
  if (io.signal.aborted || clients.served === count) return EXIT.good;
  throw new CannotRunError(
    `--duration: ${count - clients.served} of ${count} clients have had no session in ${(duration ?? 0) / 1000} s`,
  );
}

/** Many managers with one identity. */
class Clients {
  private readonly managers: StartedReverseConnectManager[] = [];
  private readonly servedOnce = new Set<number>();

  constructor(
    private readonly identity: ClientIdentity,
    private readonly logger: Logger,
  ) {}

  get urls(): string[] {
    return this.managers.map(({ url }) => url);
  }

  /** Those that have had a session. */
  get served(): number {
    return this.servedOnce.size;
  }

  get open(): number {
    return this.managers.filter(({ openSessions }) => openSessions.some(({ state }) => state === "open")).length;
  }

  async start(config: ClientConfig, values: ValueCounter, signal: AbortSignal): Promise<void> {
    const number = this.managers.length + 1;
    // What happens to each of hundreds is for who asks for it.
    const isAsked = this.logger.isLevelEnabled("debug");
    const logger = this.logger.child({ client: number }, { level: isAsked ? "debug" : "error" });
    const manager = await new ReverseConnectManager({
      ...config.manager,
      identity: this.identity,
      onEvent: (event) => {
        if (event.type === "session" && event.state === "open") this.servedOnce.add(number);
        logClientEvent(event, logger);
      },
    })
      .start()
      .catch((error: unknown) => {
        throw isReverseConnectError(error) ? new CannotRunError(`--listen: ${error.message}`, { cause: error }) : error;
      });
    this.managers.push(manager);
    new ServingClient(manager, config, logger, values, signal).start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.managers.map((manager) => manager.stop()));
  }
}

function configOf(flags: ClientsFlags, user: NamedUser | undefined, cwd: string): ClientConfig {
  const { duration: _ends, count: _clients, ...session } = flags;
  return clientConfig({ ...session, timeout: 0 }, user, cwd);
}

function urlsOf({ listen, count }: ClientsFlags): string[] {
  const [url, ...more] = [listen].flat();
  if (url === undefined || more.length > 0) throw new UsageError("simulate clients: expected --listen once, for the first of them");
  const { host, port } = parseListenUrl(url);
  if (port !== 0 && port + count - 1 > 65_535)
    throw new UsageError(`--listen ${url}: expected ${count} ports from ${port} on; the last port is 65535`);
  return Array.from({ length: count }, (_, index) => formatListenUrl({ host, port: port === 0 ? 0 : port + index }));
}

function report(clients: Clients, values: ValueCounter, logger: Logger): NodeJS.Timeout {
  let last = "";
  return setInterval(() => {
    const { open, served } = clients;
    const text = `${open} of ${clients.urls.length} clients in session, ${served} have had one`;
    if (text !== last) logger.info({ event: "clients", open, served, values: values.seen }, `${text}, ${values.seen} values`);
    last = text;
  }, REPORT);
}
