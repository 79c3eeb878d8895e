import { MessageSecurityMode, SecurityPolicy } from "node-opcua";
import { coercePEMorDerToPrivateKey, keyOperationsFromPrivateKey, type IKeyOperations } from "node-opcua-crypto";
import { monotonicClock } from "../../src/trace";
import { Bell } from "../../src/waiting";
import { DEFAULT_DIALECT } from "../../src/vocabulary";
import { refuseUndecodable } from "../containment";
import { referenceBehaviour, resolveTiming, validateField, type DialContext, type ReverseConnectionEvent } from "../server";
import { fleetKind } from "./kinds";
import { Network } from "./network";
import { Publisher } from "./publisher";
import { LightServer, type FleetContext } from "./server";
import type { FleetGroup, FleetIdentity, FleetOptions, FleetSecurity, FleetState, FleetTotals } from "./types";

const APPLICATION_URI = "urn:reverse-hello:fleet:{n}";
const ENDPOINT_URL = "opc.tcp://localhost:4840/fleet/{n}";
const NO_SECURITY: readonly FleetSecurity[] = [{ policy: SecurityPolicy.None, mode: MessageSecurityMode.None }];
const noKey = () => Promise.reject(new Error("this fleet has no key"));
/** node-opcua asks for a key of every server, and uses it under a policy only. */
const NO_KEY: IKeyOperations = { sign: noKey, decryptBlock: noKey, getKeyMetadata: noKey };
const TOKEN_LIFETIME = 600_000;
/** Servers that start in one turn of the event loop, so that answers are read in between. */
const AT_ONCE = 100;
/** How often sessions are looked at for their timeout, in ms. */
const SWEEP = 1000;

/**
 * Many light servers in one process, each with the dial loop of the reference server (redial, jitter, suspension). `start` dials, `stop`
 * ends everything; in between `state`, `totals` and `until` tell how far it has come. The constructor throws ServerConfigError.
 */
export class Fleet implements FleetContext, AsyncDisposable {
  readonly security: readonly FleetSecurity[];
  readonly identity: FleetIdentity | undefined;
  readonly keyOperations: IKeyOperations;
  readonly publisher: Publisher;
  readonly tokenLifetime: number;
  readonly servers: readonly LightServer[];
  private readonly clock = monotonicClock();
  /** Good servers have one of their own, so that it can be cut under them alone. */
  private readonly networks = { good: new Network(() => this.now()), others: new Network(() => this.now()) };
  private readonly bell = new Bell();
  private readonly contexts = new Map<FleetGroup, ReturnType<FleetContext["dialing"]>>();
  private readonly good: readonly LightServer[];
  private readonly count = { dials: 0, failedDials: 0, accepted: 0, channels: 0, sessions: 0, requests: 0, notifications: 0 };
  private readonly errors: Record<string, number> = {};
  private readonly failures: Record<string, number> = {};
  private subscriptions = 0;
  private waiting = 0;
  private arrived = 0;
  private served = 0;
  private isRunning = false;
  private sweeper: NodeJS.Timeout | undefined;

  constructor(private readonly options: FleetOptions) {
    this.security = options.security && options.security.length > 0 ? options.security : NO_SECURITY;
    this.identity = options.identity;
    this.tokenLifetime = options.tokenLifetime ?? TOKEN_LIFETIME;
    this.keyOperations = options.identity
      ? keyOperationsFromPrivateKey(coercePEMorDerToPrivateKey(options.identity.privateKey))
      : NO_KEY;
    this.publisher = new Publisher(
      () => this.now(),
      (values) => (this.count.notifications += values),
    );
    resolveTiming(options);
    refuseUndecodable();
    this.servers = this.build();
    this.good = this.servers.filter(({ kind }) => isGood(kind));
  }

  /** Dials; only with servers of these kinds, if it is said which. Resolves when each has dialed once. */
  async start(which: (server: LightServer) => boolean = () => true): Promise<void> {
    this.isRunning = true;
    this.sweeper ??= setInterval(() => this.sweep(), SWEEP);
    const servers = this.servers.filter(which);
    for (let from = 0; from < servers.length && this.isRunning; from += AT_ONCE) {
      for (const server of servers.slice(from, from + AT_ONCE)) server.start();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** Ends everything at once. May be called twice. */
  stop(): void {
    this.isRunning = false;
    clearInterval(this.sweeper);
    // The goodbye of 10,000 takes its time, and nobody waits for it.
    this.drop();
    this.networks.others.drop();
    for (const server of this.servers) server.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
  }

  /** Every connection is reset, and each dial is refused until `restore`, as when the port of the client is closed. */
  cut(): void {
    for (const network of Object.values(this.networks)) network.down();
  }

  restore(): void {
    for (const network of Object.values(this.networks)) network.up();
  }

  /** Every connection of a good server is reset, once. */
  drop(): void {
    this.networks.good.drop();
  }

  /** Counts again who has arrived and who was served. */
  mark(): number {
    for (const server of this.good) server.arrivedAt = server.servedAt = NaN;
    this.arrived = this.served = 0;
    return this.now();
  }

  state(): FleetState {
    return {
      servers: this.servers.length,
      good: this.good.length,
      waiting: this.waiting,
      arrived: this.arrived,
      inSession: this.good.filter((server) => server.isInSession).length,
      served: this.served,
      connections: this.networks.good.connections + this.networks.others.connections,
    };
  }

  totals(): FleetTotals {
    return { ...this.count, failures: { ...this.failures }, errors: { ...this.errors } };
  }

  /** When each good server first arrived or was served since the mark, in order of time: ms since `from`. */
  since(from: number, what: "arrived" | "served"): number[] {
    const times = this.good.map(({ arrivedAt, servedAt }) => (what === "arrived" ? arrivedAt : servedAt) - from);
    return times.filter((time) => !Number.isNaN(time)).sort((a, b) => a - b);
  }

  /** Resolves when all good servers have arrived (or were served) since the mark, or after `within` ms; tells whether they have. */
  async until(what: "arrived" | "served", within: number, signal?: AbortSignal): Promise<boolean> {
    return (await this.bell.until(() => this[what] >= this.good.length || undefined, within, signal)) ?? false;
  }

  // What servers ask of it.

  dialing(group: FleetGroup): ReturnType<FleetContext["dialing"]> {
    const known = this.contexts.get(group);
    if (known) return known;
    const { connect, lookup } = this.networks[group.kind === "good" ? "good" : "others"];
    const context: Omit<DialContext, "serverUri" | "hello" | "openChannel"> = {
      ...resolveTiming(this.options),
      behaviour: { ...referenceBehaviour, connect, lookup, ...fleetKind(group.kind).behaviour?.(group) },
      dialect: this.options.dialect ?? DEFAULT_DIALECT,
      random: this.options.random ?? Math.random,
      clock: this.clock,
    };
    this.contexts.set(group, context);
    return context;
  }

  now(): number {
    return this.clock.now();
  }

  nextSubscription(): number {
    return ++this.subscriptions;
  }

  requested(): void {
    this.count.requests += 1;
  }

  /** Nobody can tell a copy from the server that it is a copy of: that one is served by either. */
  activated(by: LightServer): void {
    this.count.sessions += 1;
    const server = by.kind.poses === "trusted" ? this.good.find(({ serverUri }) => serverUri === by.serverUri) : by;
    if (!server || !isGood(server.kind) || !Number.isNaN(server.servedAt)) return;
    server.servedAt = this.now();
    this.served += 1;
    this.bell.ring();
  }

  moved(server: LightServer, { phase, result }: ReverseConnectionEvent): void {
    if (phase === "connecting") this.count.dials += 1;
    if (phase === "waiting") this.greeted(server);
    if (phase === "open") this.count.channels += 1;
    if (result?.kind === "dial-failed") this.failed(/\bE[A-Z]{3,}\b/.exec(result.detail)?.[0] ?? "other");
    if (result?.kind === "dial-timeout") this.failed("ETIMEDOUT");
    if (result?.kind === "error-received") this.errors[result.status] = (this.errors[result.status] ?? 0) + 1;
    const before = server.waiting;
    server.recount();
    if (isGood(server.kind)) this.waiting += Number(server.waiting > 0) - Number(before > 0);
  }

  private failed(code: string): void {
    this.count.failedDials += 1;
    this.failures[code] = (this.failures[code] ?? 0) + 1;
  }

  private greeted(server: LightServer): void {
    this.count.accepted += 1;
    if (!isGood(server.kind) || !Number.isNaN(server.arrivedAt)) return;
    server.arrivedAt = this.now();
    this.arrived += 1;
    this.bell.ring();
  }

  private sweep(): void {
    const now = this.now();
    for (const server of this.servers) server.expire(now);
  }

  /** Numbers run over all groups, so that each part of a split fleet has the names that the whole would give. */
  private build(): LightServer[] {
    const { groups, shard, clients, maxSessionCount } = this.options;
    const numbered = groups
      .flatMap((group) => Array.from({ length: group.count }, () => group))
      .map((group, i) => ({ group, n: i + 1 }));
    const good = numbered.filter(({ group }) => isGood(fleetKind(group.kind))).map(({ n }) => n);
    let posing = 0;
    const named = numbered.map(({ group, n }) => {
      const poses = fleetKind(group.kind).poses !== undefined && good.length > 0;
      return { group, n, name: poses ? (good[posing++ % good.length] ?? n) : n };
    });
    const mine = shard ? named.filter(({ n }) => n % shard.of === shard.index % shard.of) : named;
    const uri = this.options.applicationUri ?? APPLICATION_URI;
    const url = this.options.endpointUrl ?? ENDPOINT_URL;
    return mine.map(({ group, n, name }) => {
      const timeout = fleetKind(group.kind).waitTimeout?.(group);
      const server = new LightServer(this, {
        number: n,
        group,
        serverUri: fill(uri, name),
        endpointUrl: fill(url, name),
        clients: clients.map((endpointUrl) => ({
          endpointUrl,
          ...(timeout === undefined ? {} : { timeout }),
          ...(maxSessionCount === undefined ? {} : { maxSessionCount }),
        })),
      });
      validateField("applicationUri", server.serverUri);
      validateField("endpointUrl", server.endpointUrl);
      return server;
    });
  }
}

/** Those that are to be served. */
function isGood(kind: LightServer["kind"]): boolean {
  return kind === fleetKind("good");
}

function fill(template: string, n: number): string {
  return template.replaceAll("{n}", String(n));
}
