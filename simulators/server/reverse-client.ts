import type { Clock } from "../../src/trace";
import type { Delays, ServerBehaviour } from "./behaviour";
import type { HelloContext } from "./check-hello";
import { ReverseConnection, type ConnectionOptions } from "./connection";
import type { ResolvedTiming } from "./options";
import type {
  ConnectionResult,
  Dialect,
  ReverseClientOptions,
  ReverseClientStatus,
  ReverseConnectionEvent,
  ReverseState,
} from "./types";
import { parseTcpUrl, type TcpAddress } from "./url";

/** What all clients of one server share. Durations in ms. */
export interface DialContext extends ResolvedTiming {
  readonly behaviour: ServerBehaviour;
  readonly dialect: Dialect;
  readonly random: () => number;
  readonly clock: Clock;
  serverUri(): string;
  hello(): HelloContext;
  readonly openChannel: ConnectionOptions["openChannel"];
}

export interface ReverseClientListener {
  state(status: ReverseClientStatus, previous: ReverseState): void;
  connection(event: ReverseConnectionEvent): void;
}

/** The dial loop of one client URL: keeps one connection waiting while it may, and waits between attempts. */
export class ReverseClient {
  readonly endpointUrl: string;
  private readonly address: TcpAddress;
  private readonly timeout: number;
  private readonly maxSessionCount: number;
  private enabled: boolean;
  private running = false;
  private readonly pending = new Set<ReverseConnection>();
  private readonly open = new Set<ReverseConnection>();
  /** Ended, but not closed: only with a behaviour that does so. */
  private readonly left = new Set<ReverseConnection>();
  private count = 0;
  private timer: NodeJS.Timeout | undefined;
  private nextDialAt: number | undefined;
  private suspended = false;
  private lastResult: ConnectionResult | undefined;
  private rejectedAt: number | undefined;
  private state: ReverseState = "closed";

  constructor(
    options: ReverseClientOptions,
    private readonly context: DialContext,
    private readonly listener: ReverseClientListener,
  ) {
    this.endpointUrl = options.endpointUrl;
    this.address = parseTcpUrl(options.endpointUrl, "endpointUrl");
    this.timeout = options.timeout ?? 0;
    this.maxSessionCount = options.maxSessionCount ?? 0;
    this.enabled = options.enabled ?? true;
  }

  get status(): ReverseClientStatus {
    return {
      endpointUrl: this.endpointUrl,
      enabled: this.enabled,
      maxSessionCount: this.maxSessionCount,
      timeout: this.timeout,
      state: this.state,
      waiting: this.waiting,
      channels: this.open.size,
      sessions: this.sessions,
      ...(this.lastResult && { lastResult: this.lastResult }),
      ...(this.rejectedAt !== undefined && { rejectedAt: this.rejectedAt }),
      ...(this.nextDialAt !== undefined && { nextDialAt: this.nextDialAt }),
    };
  }

  /** Connections on which a ReverseHello was sent and no Hello has come yet. */
  get waiting(): number {
    return sum(this.pending, ({ phase }) => (phase === "waiting" ? 1 : 0));
  }

  /** Dials at once; an earlier suspension is forgotten. */
  start(): void {
    this.running = true;
    this.cancelTimer();
    this.fill();
  }

  /** Ends the dial loop and its waiting connections; with `sessionsToo` also the open channels. */
  stop(detail: string, sessionsToo: boolean): void {
    this.running = false;
    this.cancelTimer();
    for (const connection of [...this.pending]) connection.withdraw(detail);
    if (sessionsToo) for (const connection of [...this.open]) connection.withdraw(detail);
    for (const connection of this.left) connection.destroy();
    this.left.clear();
    this.update();
  }

  setEnabled(enabled: boolean): void {
    if (enabled === this.enabled) return;
    this.enabled = enabled;
    if (!this.running) return;
    this.cancelTimer();
    if (enabled) this.fill();
    else for (const connection of [...this.pending]) connection.withdraw("disabled");
    this.update();
  }

  /** The number of sessions changed: dial if there is room again, take the waiting connection back if there is none. */
  review(): void {
    if (!this.running) return;
    for (const connection of this.pending) {
      const others = { ...this.situation(), pending: 0 };
      const takeBack = connection.phase === "connecting" || connection.phase === "waiting";
      if (takeBack && !this.context.behaviour.mayDial(others)) connection.withdraw("as many sessions as allowed are open");
    }
    if (this.timer === undefined) this.fill();
    this.update();
  }

  private get sessions(): number {
    return sum(this.open, (connection) => connection.sessions);
  }

  private situation() {
    return {
      enabled: this.enabled,
      maxSessionCount: this.maxSessionCount,
      pending: this.pending.size,
      channels: this.open.size,
      sessions: this.sessions,
      slots: sum(this.open, (connection) => Math.max(1, connection.sessions)),
    };
  }

  private fill(): void {
    while (this.running && this.context.behaviour.mayDial(this.situation())) this.dial();
    this.update();
  }

  private dial(): void {
    const { behaviour, connectTimeout, keepAlive, openChannel } = this.context;
    const number = ++this.count;
    const connection: ReverseConnection = new ReverseConnection({
      address: this.address,
      serverUri: this.context.serverUri(),
      hello: this.context.hello(),
      behaviour,
      connectTimeout,
      keepAlive,
      waitTimeout: this.timeout,
      openChannel,
      onPhase: (phase) => this.moved(connection, number, phase),
      onEnd: (result) => this.endedOne(connection, number, result),
    });
    this.pending.add(connection);
    this.listener.connection({ endpointUrl: this.endpointUrl, connection: number, phase: "connecting" });
  }

  private moved(connection: ReverseConnection, number: number, phase: ReverseConnection["phase"]): void {
    if (phase === "open") {
      this.pending.delete(connection);
      this.open.add(connection);
    }
    this.listener.connection({ endpointUrl: this.endpointUrl, connection: number, phase });
    // A channel is open: the next spare connection at once (RC-032).
    if (phase === "open" && this.timer === undefined) this.fill();
    this.update();
  }

  private endedOne(connection: ReverseConnection, number: number, result: ConnectionResult): void {
    this.pending.delete(connection);
    this.open.delete(connection);
    if (connection.leftOpen) this.left.add(connection);
    this.lastResult = result;
    this.listener.connection({ endpointUrl: this.endpointUrl, connection: number, phase: "closed", result });
    if (this.running && this.enabled && this.pending.size === 0) this.scheduleAfter(result);
    this.update();
  }

  private scheduleAfter(result: ConnectionResult): void {
    const { behaviour, redial, suspension, jitter, random, dialect, clock } = this.context;
    const rejected = behaviour.isRejection(result, dialect);
    // The end of an old channel must not shorten a suspension or a delay that is running.
    if (this.timer !== undefined && !rejected) return;
    this.cancelTimer();
    const delays: Delays = { redial, suspension, jitter: random() * jitter, dialect };
    const delay = Math.ceil(behaviour.delayAfter(result, delays));
    const now = clock.epoch + clock.now();
    if (rejected) {
      this.suspended = true;
      this.rejectedAt = now;
    }
    if (!Number.isFinite(delay)) return;
    this.nextDialAt = now + delay;
    this.timer = setTimeout(() => {
      this.cancelTimer();
      this.fill();
    }, delay);
  }

  private cancelTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.nextDialAt = undefined;
    this.suspended = false;
  }

  private update(): void {
    const previous = this.state;
    this.state = this.derive();
    if (this.state !== previous) this.listener.state(this.status, previous);
  }

  private derive(): ReverseState {
    if (this.suspended) return "rejected";
    if (this.open.size > 0) return "connected";
    const phases = [...this.pending].map((connection) => connection.phase);
    if (phases.some((phase) => phase !== "connecting")) return "waiting";
    if (phases.length > 0) return "connecting";
    return this.running && this.enabled && isFault(this.lastResult) ? "errored" : "closed";
  }
}

function isFault(result: ConnectionResult | undefined): boolean {
  return (
    result !== undefined && result.kind !== "closed-by-client" && result.kind !== "withdrawn" && result.kind !== "wait-expired"
  );
}

function sum<T>(items: Iterable<T>, value: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += value(item);
  return total;
}
