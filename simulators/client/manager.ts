import type { Socket } from "node:net";
import { defined } from "../../src/objects";
import { statusName } from "../../src/protocol";
import { Arrival, type Reception } from "./arrival";
import { referenceClientBehaviour, type ClientBehaviour } from "./behaviour";
import type { ConnectionFilter, ServerFields } from "./server-fields";
import { MemoryCertificateCache, type CertificateCache } from "./certificate-cache";
import { ReverseConnection, type ConnectionOwner } from "./connection";
import { ReverseConnectError } from "./errors";
import { AcceptedEvent, type ClientEvent } from "./events";
import type { Refusal } from "./first-message";
import { HeldConnections } from "./held-connections";
import { isIdentity, openIdentity, type ClientIdentity } from "./identity";
import { startListener, type StartedListener } from "./listener";
import {
  checkManagerOptions,
  MANAGER_DEFAULTS,
  type RegisterOptions,
  type RegistrationHandle,
  type ReverseConnectManagerOptions,
  type WaitForConnectionOptions,
} from "./manager-options";
import { Parking } from "./parking";
import { Registrations, type Rank, type Registration } from "./registrations";
import { discover, openSession, type SessionContext } from "./open-session";
import type { ReverseSession } from "./session";
import type { EndpointSummary } from "./session-options";
import { parseListenUrl } from "./url";
import { SilentConnections } from "./silent-connections";
import { waitForConnection } from "./wait-for";
import { messageOf } from "../../src/text";

/** Listens for the ReverseHello of any number of servers (Part 6, 7.1.2.6 and 7.1.3). `start()` opens the ports. */
export class ReverseConnectManager {
  /** Throws OPTION_INVALID. */
  constructor(private readonly options: ReverseConnectManagerOptions) {
    checkManagerOptions(options);
  }

  /** Opens every port or none. Errors: LISTEN_URL_INVALID, PORT_IN_USE, LISTEN_FAILED. */
  async start(): Promise<StartedReverseConnectManager> {
    const urls = typeof this.options.listen === "string" ? [this.options.listen] : this.options.listen;
    if (urls.length === 0) throw new ReverseConnectError("LISTEN_URL_INVALID", "listening URLs: expected at least one, got none");
    urls.forEach(parseListenUrl);
    const started = new StartedReverseConnectManager(this.options);
    try {
      for (const url of urls) await started.listen(url);
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }
}

export class StartedReverseConnectManager implements AsyncDisposable {
  private readonly settings;
  private readonly behaviour: ClientBehaviour;
  private readonly listeners: StartedListener[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly silent: SilentConnections;
  private readonly held = new HeldConnections((connection) => connection.refuse(this.refusal("nobody-wants")));
  private readonly parking: Parking;
  private readonly registrations: Registrations<ReverseConnection>;
  private readonly sessions = new Set<ReverseSession>();
  private readonly stopping = new AbortController();
  private readonly cache: CertificateCache;
  private ownIdentity: Promise<ClientIdentity> | undefined;
  private stopped: Promise<void> | undefined;
  private isOver = false;
  private counter = 0;
  // Made once, not for each of thousands of connections.
  private readonly reception = this.receive();
  private readonly owner = this.own();

  constructor(private readonly options: ReverseConnectManagerOptions) {
    this.settings = { ...MANAGER_DEFAULTS, ...defined(options) };
    this.silent = new SilentConnections(this.settings.maxSilent, (arrival) => {
      if (arrival.leave()) this.turnAway(arrival, this.refusal("too-busy"));
    });
    this.behaviour = { ...referenceClientBehaviour, ...options.behaviour };
    const matches: ClientBehaviour["matches"] = (filter, server) => this.behaviour.matches(filter, server);
    this.registrations = new Registrations(matches);
    this.parking = new Parking(
      this.held,
      matches,
      (connection) => {
        this.held.remove(connection);
        this.place(connection);
      },
      (connection) => this.held.change(connection, this.holdTime()),
    );
    this.cache = options.certificateCache ?? new MemoryCertificateCache();
  }

  /** Listening URLs with their real ports. */
  get urls(): readonly string[] {
    return this.listeners.map((listener) => listener.url);
  }

  get url(): string {
    return this.urls[0] ?? "";
  }

  get port(): number {
    return this.listeners[0]?.port ?? 0;
  }

  /** Connections that wait for somebody to want them, oldest first. */
  get heldConnections(): readonly ReverseConnection[] {
    return this.held.list();
  }

  /** Of these, the ones that match and that no open session keeps for itself. */
  idleConnections(filter: ConnectionFilter = {}): readonly ReverseConnection[] {
    const { behaviour, parking } = this;
    return this.held.list().filter((connection) => behaviour.matches(filter, connection) && !parking.isParked(connection));
  }

  /** Makes a held connection the caller's: its hold time ends no more. */
  take(connection: ReverseConnection): void {
    this.held.remove(connection);
  }

  /** Sessions that were opened over this manager's connections and not closed yet. */
  get openSessions(): readonly ReverseSession[] {
    return [...this.sessions];
  }

  /** Opens one more listening address. */
  async listen(url: string): Promise<string> {
    if (this.stopped) throw new ReverseConnectError("STOPPED", `listening URL ${url}: the manager is stopped`);
    const listener = await startListener(url, this.settings.keepAlive, {
      connection: (socket, actual) => this.accept(socket, actual),
      error: (error) => this.emit({ type: "listener-error", message: error.message }),
    });
    this.listeners.push(listener);
    this.emit({ type: "listening", url: listener.url });
    return listener.url;
  }

  /** Calls back for servers that match, now and later; connections that are held already count. */
  register(options: RegisterOptions): RegistrationHandle {
    const any = options.mode.startsWith("any");
    const filter = any ? {} : (options.filter ?? {});
    if (!any && filter.serverUri === undefined && filter.endpointUrl === undefined)
      throw new TypeError(`registration "${options.mode}": expected filter.serverUri or filter.endpointUrl, or mode "any-…"`);
    const deliver = (connection: ReverseConnection) => void this.callBack(connection, options);
    const cancel = this.add(any ? "any" : "exact", filter, options.mode.endsWith("once"), deliver);
    return { cancel };
  }

  /** The next (or an already held) connection of a server; any server without a filter. Errors: WAIT_TIMEOUT, ABORTED, STOPPED. */
  waitForConnection(filter: ConnectionFilter = {}, options: WaitForConnectionOptions = {}): Promise<ReverseConnection> {
    const any = filter.serverUri === undefined && filter.endpointUrl === undefined;
    return this.wait(any ? "any" : "exact", filter, options);
  }

  /** Closes ports, sessions and connections; ends within a second whatever the peers do. Every pending promise settles. */
  stop(): Promise<void> {
    this.stopped ??= this.shutDown();
    return this.stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  private async shutDown(): Promise<void> {
    for (const listener of this.listeners) listener.close();
    for (const connection of this.held.list()) connection.refuse(this.refusal("stopping"));
    await Promise.all([...this.sessions].map((session) => session.close()));
    this.stopping.abort(new ReverseConnectError("STOPPED", STOPPED));
    this.silent.stop();
    for (const socket of this.sockets) socket.destroy();
    // An identity that was handed in belongs to the caller.
    if (!isIdentity(this.options.identity)) await (await this.ownIdentity?.catch(() => undefined))?.dispose();
    this.isOver = true;
  }

  private accept(socket: Socket, listenUrl: string): void {
    const id = ++this.counter;
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    // Without this listener a reset by the peer would end the process; "close" follows and tells everybody.
    socket.on("error", ignore);
    this.emit(new AcceptedEvent(id, socket, listenUrl));
    this.silent.makeRoom();
    const timeout = this.behaviour.deadline("first-message", this.settings.firstMessageTimeout);
    this.behaviour.accepted(socket);
    this.silent.add(new Arrival(id, socket, listenUrl, timeout, this.reception));
  }

  private receive(): Reception {
    return {
      read: (bytes) => this.behaviour.readFirstMessage(bytes, this.settings.maxReverseHelloSize),
      greeted: (arrival, server) => this.greeted(arrival, server),
      refused: (arrival, refusal) => this.turnAway(arrival, refusal),
      timedOut: (arrival) => this.turnAway(arrival, this.refusal("first-message-timeout")),
      gone: (arrival, reason) => {
        this.silent.remove(arrival);
        arrival.socket.destroy();
        this.emit({ type: "dropped", connection: arrival.id, reason });
      },
    };
  }

  private turnAway(arrival: Arrival, refusal: Refusal | undefined): void {
    this.silent.remove(arrival);
    this.refuse(arrival.id, arrival.socket, refusal);
  }

  private greeted(arrival: Arrival, { serverUri, endpointUrl }: ServerFields): void {
    this.silent.remove(arrival);
    const { id, socket, listenUrl } = arrival;
    this.emit({ type: "reverse-hello", connection: id, serverUri, endpointUrl });
    this.place(new ReverseConnection(id, serverUri, endpointUrl, listenUrl, socket, this.owner));
  }

  private place(connection: ReverseConnection): void {
    if (connection.state !== "waiting") return;
    if (this.stopped) return connection.refuse(this.refusal("stopping"));
    const named = this.registrations.take(connection, ["claim", "exact"]);
    if (named) return this.deliver(named, connection);
    if (this.parking.park(connection)) return this.isHeld(connection);
    const any = this.registrations.take(connection, ["any"]);
    if (any) return this.deliver(any, connection);
    this.hold(connection);
  }

  private hold(connection: ReverseConnection): void {
    if (!this.behaviour.mayHold(this.held.size, this.settings.maxHeld)) return connection.refuse(this.refusal("too-busy"));
    this.held.add(connection, this.holdTime());
    this.isHeld(connection);
  }

  private isHeld(connection: ReverseConnection): void {
    this.emit({ type: "held", connection: connection.id, serverUri: connection.serverUri });
  }

  private holdTime(): number {
    return this.behaviour.deadline("hold", this.settings.holdTime);
  }

  private add(rank: Rank, filter: ConnectionFilter, once: boolean, deliver: (connection: ReverseConnection) => void): () => void {
    const entry: Registration<ReverseConnection> = { rank, filter, once, deliver };
    const remove = this.registrations.add(entry);
    // Held connections that nobody wanted so far: the newcomer may be the one. What an open session keeps for itself goes
    // only to who asks for that server by name.
    for (const connection of this.held.list()) {
      if (!this.behaviour.matches(filter, connection)) continue;
      if (rank === "any" && this.parking.isParked(connection)) continue;
      if (!this.registrations.has(entry)) break;
      const taker = this.registrations.take(connection);
      if (taker) this.deliver(taker, connection);
    }
    return remove;
  }

  private deliver(entry: Registration<ReverseConnection>, connection: ReverseConnection): void {
    this.held.remove(connection);
    this.emit({ type: "delivered", connection: connection.id, serverUri: connection.serverUri, to: entry.rank });
    entry.deliver(connection);
  }

  private async callBack(connection: ReverseConnection, options: RegisterOptions): Promise<void> {
    try {
      const decision = (await options.onConnection(connection)) ?? "accept";
      if (decision === "accept") return;
      if (decision === "hold") return this.holdAfterAll(connection);
      if (decision === "reject") connection.reject();
      else connection.reject(decision.reject, decision.reason);
    } catch {
      connection.refuse(this.refusal("callback-failed"));
    }
  }

  private holdAfterAll(connection: ReverseConnection): void {
    if (connection.state !== "waiting") return;
    if (this.parking.park(connection)) this.isHeld(connection);
    else this.hold(connection);
  }

  private wait(rank: Rank, filter: ConnectionFilter, options: WaitForConnectionOptions): Promise<ReverseConnection> {
    const timeout = options.timeout ?? this.settings.waitTimeout;
    const stopping = this.stopped ? AbortSignal.abort(new ReverseConnectError("STOPPED", STOPPED)) : this.stopping.signal;
    const register = (deliver: (connection: ReverseConnection) => void) => this.add(rank, filter, true, deliver);
    return waitForConnection(register, { filter, timeout, stopping, ...defined({ signal: options.signal }) });
  }

  private refuse(id: number, socket: Socket, refusal: Refusal | undefined): void {
    const code = refusal ? statusName(refusal.code) : "none";
    this.emit({ type: "refused", connection: id, code, reason: refusal?.reason ?? "closed without an Error message" });
    this.behaviour.close(socket, refusal, this.settings.linger);
  }

  private refusal(situation: Parameters<ClientBehaviour["refusal"]>[0]): Refusal | undefined {
    return this.behaviour.refusal(situation, this.settings.dialect);
  }

  private own(): ConnectionOwner {
    return {
      refuse: (connection, socket, refusal) => this.refuse(connection.id, socket, refusal),
      rejection: () => this.refusal("rejected"),
      openSession: (connection, options) => openSession(this.context(), connection, options),
      discover: async (connection): Promise<readonly EndpointSummary[]> =>
        (await discover(this.context(), connection, {})).summaries,
      left: (connection) => {
        this.held.remove(connection);
        if (connection.state === "closed")
          this.emit({ type: "dropped", connection: connection.id, reason: "the server closed it" });
      },
    };
  }

  private context(): SessionContext {
    return {
      behaviour: this.behaviour,
      cache: this.cache,
      waitTimeout: this.settings.waitTimeout,
      linger: this.settings.linger,
      stopping: this.stopping.signal,
      listenUrl: this.url,
      identity: () => this.identity(),
      claim: (filter, options) => this.wait("claim", filter, options),
      giveBack: (connection) => this.place(connection),
      keep: (filter) => this.parking.reserve(filter),
      track: (session) => {
        this.sessions.add(session);
        void session.closed.then(() => this.sessions.delete(session));
      },
      emit: (event) => this.emit(event),
    };
  }

  private identity(): Promise<ClientIdentity> {
    const given = this.options.identity;
    this.ownIdentity ??= isIdentity(given) ? Promise.resolve(given) : openIdentity(given);
    return this.ownIdentity;
  }

  /** A listener that throws must not take a connection down with it. Once all has stopped, nobody listens any more. */
  private emit(event: ClientEvent): void {
    if (this.isOver) return;
    try {
      this.options.onEvent?.(event);
    } catch (error) {
      if (event.type !== "listener-error") this.emit({ type: "listener-error", message: `onEvent failed: ${messageOf(error)}` });
    }
  }
}

function ignore(): void {}

const STOPPED = "the reverse connect manager was stopped";
