import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import {
  isReverseConnectError,
  type ReverseConnection,
  type ReverseSession,
  type StartedReverseConnectManager,
} from "../../../../simulators/client";
import type { ClientConfig } from "./client-config";
import { useSession, type ValueCounter } from "./client-values";

/** The pause after a failed session doubles, in ms: a server may dial again at once, and would be asked in vain all the time. */
const LONGEST_PAUSE = 30_000;

/** Opens a session with every server that is wanted, and again after it has failed, until the signal. */
export function serveServers(
  manager: StartedReverseConnectManager,
  config: ClientConfig,
  logger: Logger,
  values: ValueCounter,
  signal: AbortSignal,
): void {
  const serving = new ServingClient(manager, config, logger, values, signal);
  if (config.reject) serving.rejectAll();
  else if (config.filter) void serving.serveOne();
  else serving.serveAny();
}

class ServingClient {
  private readonly sessions = new Set<ReverseSession>();
  /** Failures in a row, by server. */
  private readonly failures = new Map<string, number>();

  constructor(
    private readonly manager: StartedReverseConnectManager,
    private readonly config: ClientConfig,
    private readonly logger: Logger,
    private readonly values: ValueCounter,
    private readonly signal: AbortSignal,
  ) {}

  rejectAll(): void {
    const { filter, reject } = this.config;
    const decision = typeof reject === "number" ? { reject } : "reject";
    if (filter) this.manager.register({ mode: "always", filter, onConnection: () => decision });
    else this.manager.register({ mode: "any-always", onConnection: () => decision });
  }

  /** One session at a time with the server that was named; its spare connections are the session's own. */
  async serveOne(): Promise<void> {
    try {
      while (!this.signal.aborted) {
        const connection = await this.manager.waitForConnection(this.config.filter, { timeout: Infinity, signal: this.signal });
        await this.serve(connection);
      }
    } catch {
      // Aborted or stopped: the command ends.
    }
  }

  serveAny(): void {
    this.manager.register({ mode: "any-always", onConnection: (connection) => void this.serve(connection) });
  }

  private async serve(connection: ReverseConnection): Promise<void> {
    const { serverUri } = connection;
    const key = `${serverUri} ${connection.endpointUrl}`;
    try {
      await this.pause(key);
      if (connection.state !== "waiting") return;
      await this.closeLost(serverUri);
      const session = await connection.createSession(this.config.session);
      this.failures.delete(key);
      this.sessions.add(session);
      await useSession(session, this.config, this.logger, this.values, this.signal);
      await session.closed;
      this.sessions.delete(session);
      if (session.failure) throw session.failure;
    } catch (error) {
      if (this.signal.aborted) return;
      this.failures.set(key, (this.failures.get(key) ?? 0) + 1);
      const code = isReverseConnectError(error) ? error.code : undefined;
      this.logger.error({ event: "session-error", serverUri, code }, (error as Error).message);
      this.values.fail(error as Error);
    }
  }

  private async pause(key: string): Promise<void> {
    const failures = this.failures.get(key) ?? 0;
    const { retryDelay } = this.config;
    if (failures > 0) await delay(Math.min(retryDelay * 2 ** (failures - 1), LONGEST_PAUSE), undefined, { signal: this.signal });
  }

  /** The same server at another EndpointUrl was started anew: its old session will not come back. */
  private async closeLost(serverUri: string): Promise<void> {
    for (const session of this.sessions) {
      if (session.serverUri === serverUri && session.state === "lost") await session.close();
    }
  }
}
