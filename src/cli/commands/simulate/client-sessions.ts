import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import {
  isReverseConnectError,
  type ReverseConnection,
  type ReverseSession,
  type StartedReverseConnectManager,
} from "../../../../simulators/client";
import { Attempts, Failures, YOUNG, type Attempt } from "./client-attempts";
import type { ClientConfig } from "./client-config";
import { useSession, type ValueCounter } from "./client-values";

/** The pause after a failed session doubles, in ms: a server may dial again at once, and would be asked in vain all the time. */
const LONGEST_PAUSE = 30_000;
/** While others claim to be the same server, one of them may be it: no longer than this, in ms. */
const PAUSE_AMONG_RIVALS = 500;
/** A server has this long to itself, in ms, before a second connection that says the same name is tried beside the first. */
const PATIENCE = 1000;

/** Opens a session with every server that is wanted, and again after it has failed, until the signal. */
export class ServingClient {
  private readonly sessions = new Set<ReverseSession>();
  private readonly failures = new Failures();
  private readonly attempts = new Attempts();
  private looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly manager: StartedReverseConnectManager,
    private readonly config: ClientConfig,
    private readonly logger: Logger,
    private readonly values: ValueCounter,
    private readonly signal: AbortSignal,
    /** ms, monotonic. */
    private readonly now: () => number = () => performance.now(),
  ) {
    signal.addEventListener("abort", () => clearTimeout(this.looking), { once: true });
  }

  start(): void {
    const { filter, reject } = this.config;
    const mode = filter ? "always" : "any-always";
    const rejection = typeof reject === "number" ? { reject } : "reject";
    const onConnection = (connection: ReverseConnection) => (reject ? rejection : this.offered(connection));
    this.manager.register({ mode, ...(filter && { filter }), onConnection });
  }

  /** What cannot begin now is held by the manager, within its limits. */
  private offered(connection: ReverseConnection): "accept" | "hold" {
    if (this.begin(connection)) return "accept";
    this.lookSoon();
    return "hold";
  }

  /** The known address first; among strangers, of which the newest had their chance when they came, chance decides. */
  private look(): void {
    const held = this.manager
      .idleConnections(this.config.filter)
      .map((one) => ({ one, rank: this.attempts.isKnown(one.remoteAddress) ? 1 : Math.random() }));
    for (const { one } of held.sort((a, b) => b.rank - a.rank)) {
      if (one.state === "waiting") this.begin(one);
    }
    if (this.manager.idleConnections(this.config.filter).length > 0) this.lookSoon();
  }

  private lookSoon(): void {
    if (!this.signal.aborted)
      this.looking ??= setTimeout(() => {
        this.looking = undefined;
        this.look();
      }, YOUNG);
  }

  private begin(connection: ReverseConnection): boolean {
    // One session at a time with the server that was named; its spare connections are the session's own.
    if ((this.config.filter && this.sessions.size > 0) || this.mustWait(connection)) return false;
    const attempt = this.attempts.begin(connection, this.now());
    if (attempt) void this.serve(connection, attempt);
    return attempt !== undefined;
  }

  private mustWait(connection: ReverseConnection): boolean {
    const { serverUri } = connection;
    const young = this.attempts.at(serverUri).some(({ since }) => this.now() - since < PATIENCE);
    // Two besides the one that is tried: somebody is not who he says, and the right one must not wait behind him.
    const others = this.manager.idleConnections().filter((one) => one !== connection && one.serverUri === serverUri);
    return young && others.length === 0;
  }

  private async serve(connection: ReverseConnection, attempt: Attempt): Promise<void> {
    const { serverUri } = connection;
    const signal = AbortSignal.any([this.signal, attempt.abort.signal]);
    try {
      this.manager.take(connection);
      await this.pause(connection, attempt, signal);
      if (connection.state !== "waiting") return;
      await this.closeLost(serverUri);
      const session = await connection.createSession({ ...this.config.session, signal });
      this.opened(connection, attempt, session);
      this.givesWay(session);
      await useSession(session, this.config, this.logger, this.values, this.signal);
      await session.closed;
      this.sessions.delete(session);
      if (session.failure) throw session.failure;
    } catch (error) {
      if (this.signal.aborted) return;
      this.failures.add(connection);
      const code = isReverseConnectError(error) ? error.code : undefined;
      this.logger.error({ event: "session-error", serverUri, code }, (error as Error).message);
      this.values.fail(error as Error);
    } finally {
      connection.refuse(undefined);
      this.attempts.end(attempt);
      if (!this.signal.aborted) this.look();
    }
  }

  private opened(connection: ReverseConnection, attempt: Attempt, session: ReverseSession): void {
    this.attempts.won(attempt);
    this.failures.clear(connection);
    this.sessions.add(session);
    for (const rival of this.attempts.at(connection.serverUri))
      rival.abort.abort(new Error("the session is open over another connection"));
  }

  private async pause(connection: ReverseConnection, attempt: Attempt, signal: AbortSignal): Promise<void> {
    const failures = this.failures.of(connection);
    if (failures === 0) return;
    const alone = Math.min(this.config.retryDelay * 2 ** (failures - 1), LONGEST_PAUSE);
    const rivals = this.attempts.at(attempt.serverUri).length > 1;
    await delay(rivals ? Math.min(alone, PAUSE_AMONG_RIVALS) : alone, undefined, { signal });
  }

  /**
   * A session that was lost tries the connections that claim its server one by one. Where there are more of them, they are tried beside each
   * other, for another session.
   */
  private givesWay(session: ReverseSession): void {
    const { serverUri } = session;
    const look = () => {
      if (this.manager.heldConnections.some((one) => one.serverUri === serverUri)) void session.close();
    };
    let timer: NodeJS.Timeout | undefined;
    session.onState((state) => {
      clearInterval(timer);
      if (state === "lost") timer = setInterval(look, PATIENCE);
    });
  }

  /** The same server at another EndpointUrl was started again: its old session will not come back. */
  private async closeLost(serverUri: string): Promise<void> {
    for (const session of this.sessions) {
      if (session.serverUri === serverUri && session.state === "lost") await session.close();
    }
  }
}
