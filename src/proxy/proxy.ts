import { defined } from "../objects";
import type { Clock, Direction } from "../trace";
import { parseAddress, sameListener } from "./address";
import type { BusyPoll } from "./busy-poll";
import { readConnectRules } from "./connect-rules";
import { Connection } from "./connection";
import type { DecisionLog } from "./decisions";
import { toxicExists, toxicNotFound } from "./errors";
import type { Wire } from "./link";
import { Listener } from "./listener";
import type { ProxyHost } from "./host";
import { Reception } from "./reception";
import { Toxic } from "./toxic";
import type {
  ConnectRule,
  DecisionAbout,
  LinkSettings,
  ProxyJson,
  ProxySpec,
  ProxyUpdate,
  Stream,
  ToxicJson,
  ToxicSpec,
  ToxicUpdate,
} from "./types";

/** What all proxies of a server share. */
export interface ProxySurroundings {
  readonly seed: string;
  readonly clock: Clock;
  readonly decisions: DecisionLog;
  readonly busyPoll: BusyPoll;
}

export interface Counters {
  received: number;
  sent: number;
}

/** One proxied address: a listener, its toxics and its live connections. Nothing here waits for a peer. */
export class FaultProxy implements ProxyHost {
  readonly name: string;
  readonly counters: Record<Stream, Counters> = { upstream: { received: 0, sent: 0 }, downstream: { received: 0, sent: 0 } };
  private address: string;
  private target: string;
  private on = false;
  private readonly list: Toxic[] = [];
  private readonly live = new Set<Connection>();
  private readonly reception: Reception;
  private whenIdle: (() => void) | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly listener = new Listener((socket) => this.reception.accept(socket));

  constructor(
    spec: ProxySpec,
    readonly settings: LinkSettings,
    private readonly around: ProxySurroundings,
  ) {
    this.name = spec.name;
    this.address = spec.listen;
    this.target = spec.upstream;
    this.reception = new Reception(this, readConnectRules(spec.connect));
  }

  get seed(): string {
    return this.around.seed;
  }
  get enabled(): boolean {
    return this.on;
  }
  /** `host:port`; the bound one while (and after) the proxy was enabled. */
  get listen(): string {
    return this.address;
  }
  get port(): number {
    return parseAddress(this.address, "listen").port;
  }
  get upstream(): string {
    return this.target;
  }
  /** Connections that are open on at least one side. */
  get connections(): number {
    return this.live.size + this.reception.waiting;
  }
  /** Connections accepted since the proxy exists. */
  get total(): number {
    return this.reception.accepted;
  }
  get toxics(): readonly ToxicJson[] {
    const order = { upstream: 0, downstream: 1 };
    return [...this.list].sort((a, b) => order[a.stream] - order[b.stream]).map((toxic) => toxic.toJSON());
  }
  get connectRules(): readonly ConnectRule[] {
    return this.reception.rules;
  }

  /** Whether this proxy already is what `spec` asks for. */
  matches(spec: Pick<ProxySpec, "listen" | "upstream">): boolean {
    return sameListener(this.address, spec.listen) && this.target === spec.upstream;
  }

  toxic(name: string): ToxicJson {
    return this.find(name).toJSON();
  }

  /** Works on new and on live connections from now on. */
  addToxic(spec: ToxicSpec): ToxicJson {
    const toxic = Toxic.from(spec, (name) => {
      if (this.list.some((other) => other.name === name)) throw toxicExists();
    });
    this.list.push(toxic);
    this.noteFault(toxic.name, "added", describe(toxic));
    for (const connection of this.live) connection.link(toxic.stream).add(toxic);
    return toxic.toJSON();
  }

  updateToxic(name: string, change: ToxicUpdate): ToxicJson {
    const toxic = this.find(name);
    const changed = toxic.update(change);
    this.noteFault(toxic.name, "changed", describe(toxic));
    for (const connection of this.live) connection.link(toxic.stream).slot(toxic)?.updated(changed);
    return toxic.toJSON();
  }

  removeToxic(name: string): void {
    const toxic = this.find(name);
    this.list.splice(this.list.indexOf(toxic), 1);
    this.noteFault(toxic.name, "removed");
    for (const connection of this.live) connection.link(toxic.stream).remove(toxic);
  }

  /** Replaces the rules for new connections; their counts start again. */
  async setConnect(rules: readonly ConnectRule[]): Promise<void> {
    await this.update({ connect: rules });
  }

  async enable(): Promise<void> {
    await this.update({ enabled: true });
  }

  /** Stops listening and closes every connection; data that toxics hold is lost, as in Toxiproxy. */
  async disable(): Promise<void> {
    await this.update({ enabled: false });
  }

  /** Absent fields stay. Another listen or upstream address restarts the proxy; its toxics stay. */
  async update(change: ProxyUpdate): Promise<void> {
    const rules = change.connect === undefined ? undefined : readConnectRules(change.connect);
    return this.serialised(() => this.apply(change, rules));
  }

  /** Removes all toxics and rules, and starts a disabled proxy; connections stay. */
  async reset(): Promise<void> {
    await this.update({ enabled: true, connect: [] });
    for (const toxic of [...this.list]) this.removeToxic(toxic.name);
  }

  /** Disables, gives the peers `grace` ms to answer the close, and destroys what is left. */
  async stop(grace: number): Promise<void> {
    await this.disable();
    const destroy = () => {
      for (const connection of [...this.live]) connection.destroy();
      this.reception.destroyAll();
    };
    const timer = setTimeout(destroy, grace);
    const idle = Promise.withResolvers<void>();
    this.whenIdle = idle.resolve;
    this.checkIdle();
    await idle.promise;
    clearTimeout(timer);
  }

  toJSON(): ProxyJson {
    const { name, listen, upstream, enabled, toxics, connectRules: rules } = this;
    return { name, listen, upstream, enabled, toxics, ...(rules.length > 0 ? { connect: rules } : {}) };
  }

  // What a connection asks of its proxy.

  now(): number {
    return this.around.clock.now();
  }
  received(stream: Stream, bytes: number): void {
    this.counters[stream].received += bytes;
    this.around.busyPoll.stir();
  }
  sent(stream: Stream, bytes: number): void {
    this.counters[stream].sent += bytes;
  }
  /** Both sides of a new connection are there. */
  connected(dialer: Wire, target: Wire, number: number): void {
    const connection = new Connection(this, number, dialer, target, this.list, () => {
      this.live.delete(connection);
      this.checkIdle();
    });
    this.live.add(connection);
    connection.start();
  }
  checkIdle(): void {
    if (this.connections === 0) this.whenIdle?.();
  }
  decide(connection: number, direction: Direction | undefined, rule: string, choice: string, about: DecisionAbout): void {
    this.around.decisions.add({ proxy: this.name, connection, ...defined({ direction, ...about }), rule, choice });
    this.note(connection, direction, rule, choice, about);
  }
  note(connection: number, direction: Direction | undefined, rule: string, choice: string, about: DecisionAbout): void {
    this.settings.observer?.fault({ link: this.name, connection, ...defined({ direction, ...about }), rule, choice });
  }

  private async apply(change: ProxyUpdate, rules: readonly ConnectRule[] | undefined): Promise<void> {
    const listen = change.listen ?? this.address;
    const upstream = change.upstream ?? this.target;
    const enabled = change.enabled ?? this.on;
    if (upstream !== "") parseAddress(upstream, "upstream");
    if (!sameListener(this.address, listen) || upstream !== this.target) {
      this.stopNow();
      this.address = listen;
      this.target = upstream;
    }
    if (rules) {
      this.reception.setRules(rules);
      for (const rule of rules) this.noteFault(rule.name ?? rule.mode, "added", JSON.stringify(rule));
    }
    if (enabled) await this.startNow();
    else this.stopNow();
  }

  private async startNow(): Promise<void> {
    const refuses = this.connectRules.some((rule) => rule.mode === "refuse");
    if (this.listener.listening && refuses) this.listener.close();
    if (!this.listener.listening && !(refuses && this.on)) {
      try {
        this.address = await this.listener.open(this.address);
      } catch (error) {
        this.on = false;
        throw error;
      }
      // A free port is chosen even for a proxy that refuses, so that there is an address to dial.
      if (refuses) this.listener.close();
    }
    if (!this.on) this.noteFault("proxy", "enabled", `listens on ${this.address}`);
    this.on = true;
  }

  private stopNow(): void {
    this.listener.close();
    if (this.on) this.noteFault("proxy", "disabled");
    this.on = false;
    this.reception.endAll();
    for (const connection of [...this.live]) connection.close("fin", "proxy disabled");
  }

  private find(name: string): Toxic {
    const toxic = this.list.find((one) => one.name === name);
    if (!toxic) throw toxicNotFound();
    return toxic;
  }

  private noteFault(rule: string, choice: string, detail?: string): void {
    this.settings.observer?.fault({ link: this.name, rule, choice, ...defined({ detail }) });
  }

  /** One change of the listener at a time. */
  private serialised<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }
}

function describe(toxic: Toxic): string {
  const { kind, stream, toxicity, attributes } = toxic;
  const defaults = kind.attributes;
  const given = Object.entries(attributes).filter(([name, value]) => value !== defaults[name]?.default);
  const list = given.map(([name, value]) => `${name} ${value}`).join(", ");
  return `${kind.type} ${stream}${list ? `: ${list}` : ""}${toxicity === 1 ? "" : `; toxicity ${toxicity}`}`;
}
