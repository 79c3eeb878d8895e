import { connect, type Socket } from "node:net";
import type { Clock, Direction } from "../trace";
import { parseAddress, sameListener } from "./address";
import { chooseRule, readConnectRules } from "./connect-rules";
import { Connection, otherRole, type ConnectionHost } from "./connection";
import type { DecisionLog } from "./decisions";
import { toxicExists, toxicNotFound } from "./errors";
import { Listener } from "./listener";
import { randomFor } from "./random";
import { closeByFin, closeByRst } from "./socket";
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
}

export interface Counters {
  received: number;
  sent: number;
}

/** One proxied address: a listener, its toxics and its live connections. Nothing here waits for a peer. */
export class FaultProxy implements ConnectionHost {
  readonly name: string;
  readonly counters: Record<Stream, Counters> = { upstream: { received: 0, sent: 0 }, downstream: { received: 0, sent: 0 } };
  private address: string;
  private target: string;
  private on = false;
  private rules: readonly ConnectRule[];
  private readonly list: Toxic[] = [];
  private readonly live = new Set<Connection>();
  /** Dialers without a connection to the target: dialing, or held; each with how to end it. */
  private readonly waiting = new Map<Socket, () => void>();
  private accepted = 0;
  private acceptedBeforeRules = 0;
  private idle: (() => void) | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly listener = new Listener((socket) => this.accept(socket));

  constructor(
    spec: ProxySpec,
    readonly settings: LinkSettings,
    private readonly around: ProxySurroundings,
  ) {
    this.name = spec.name;
    this.address = spec.listen;
    this.target = spec.upstream;
    this.rules = readConnectRules(spec.connect);
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
    return this.live.size + this.waiting.size;
  }
  /** Connections accepted since the proxy exists. */
  get total(): number {
    return this.accepted;
  }
  get toxics(): readonly ToxicJson[] {
    const order = { upstream: 0, downstream: 1 };
    return [...this.list].sort((a, b) => order[a.stream] - order[b.stream]).map((toxic) => toxic.toJSON());
  }
  get connectRules(): readonly ConnectRule[] {
    return this.rules;
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

  /** Replaces the rules for new connections; their counts start anew. */
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
    if (this.connections > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, grace);
        this.idle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    for (const connection of [...this.live]) connection.destroy();
    for (const socket of [...this.waiting.keys()]) socket.destroy();
  }

  toJSON(): ProxyJson {
    const { name, listen, upstream, enabled, toxics, rules } = this;
    return { name, listen, upstream, enabled, toxics, ...(rules.length > 0 ? { connect: rules } : {}) };
  }

  // What a connection asks of its proxy.

  now(): number {
    return this.around.clock.now();
  }
  received(stream: Stream, bytes: number): void {
    this.counters[stream].received += bytes;
  }
  sent(stream: Stream, bytes: number): void {
    this.counters[stream].sent += bytes;
  }
  gone(connection: Connection): void {
    this.live.delete(connection);
    if (this.connections === 0) this.idle?.();
  }
  decide(connection: number, direction: Direction | undefined, rule: string, choice: string, about: DecisionAbout): void {
    const what = { connection, ...defined({ direction, ...about }), rule, choice };
    this.around.decisions.add({ proxy: this.name, ...what });
    this.settings.observer?.fault({ link: this.name, ...what });
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
      this.rules = rules;
      this.acceptedBeforeRules = this.accepted;
      for (const rule of rules) this.noteFault(rule.name ?? rule.mode, "added", JSON.stringify(rule));
    }
    if (enabled) await this.startNow();
    else this.stopNow();
  }

  private async startNow(): Promise<void> {
    const refuses = this.rules.some((rule) => rule.mode === "refuse");
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
    for (const end of [...this.waiting.values()]) end();
    for (const connection of [...this.live]) connection.close("fin", "proxy disabled");
  }

  private accept(socket: Socket): void {
    const number = ++this.accepted;
    const { dialer, observer } = this.settings;
    socket.on("error", () => undefined);
    observer?.connection({ link: this.name, connection: number, phase: "opened", side: dialer });
    const draw = randomFor(this.seed, this.name, number, "connect");
    const rule = chooseRule(this.rules, number - this.acceptedBeforeRules, draw);
    const name = rule?.name ?? rule?.mode ?? "";
    if (rule && rule.mode !== "refuse") this.decide(number, undefined, name, rule.mode, defined({ detail: ruleDetail(rule) }));
    switch (rule?.mode) {
      case "accept_fin":
        this.keep(socket, number, name);
        return this.turnAway(socket, number, "fin", name);
      case "accept_rst":
        return this.turnAway(socket, number, "rst", name);
      case "accept_hold":
        return this.keep(socket, number, name);
      case "dial_delay":
        return this.dialLater(socket, number, rule.delay ?? 0);
      default:
        this.dial(socket, number);
    }
  }

  private turnAway(socket: Socket, connection: number, how: "fin" | "rst", detail: string): void {
    const sent = () => this.report(connection, "closed", how, detail);
    if (how === "fin") closeByFin(socket, sent);
    else closeByRst(socket, -Infinity, this.now(), sent);
  }

  private report(connection: number, phase: "peer-closed" | "closed", how: "fin" | "rst", detail?: string): void {
    const { dialer: side, observer } = this.settings;
    observer?.connection({ link: this.name, connection, phase, side, how, ...defined({ detail }) });
  }

  /** Reads, records and never answers. */
  private keep(socket: Socket, number: number, detail: string): void {
    const { dialer: side, observer } = this.settings;
    const direction = side === "server" ? "to-client" : "to-server";
    this.waiting.set(socket, () => this.turnAway(socket, number, "fin", detail));
    socket.on("data", (bytes: Buffer) => {
      this.received("upstream", bytes.length);
      observer?.data({ link: this.name, connection: number, direction, side, bytes });
    });
    socket.once("end", () => {
      this.report(number, "peer-closed", "fin");
      if (!socket.writableEnded) this.turnAway(socket, number, "fin", detail);
    });
    socket.once("error", () => this.report(number, "peer-closed", "rst"));
    socket.once("close", () => this.waiting.delete(socket));
    socket.resume();
  }

  private dialLater(socket: Socket, number: number, ms: number): void {
    const timer = setTimeout(() => this.dial(socket, number), ms);
    this.waiting.set(socket, () => this.turnAway(socket, number, "fin", "proxy disabled"));
    socket.once("close", () => {
      clearTimeout(timer);
      this.waiting.delete(socket);
    });
  }

  private dial(socket: Socket, number: number): void {
    const { host, port } = parseAddress(this.target, "upstream");
    const target = connect({ host: host === "::" ? "127.0.0.1" : host, port, allowHalfOpen: true, noDelay: true });
    target.pause();
    const giveUp = (reason: string) => {
      clearTimeout(timer);
      target.destroy();
      this.waiting.delete(socket);
      const { observer, dialer, onRefused } = this.settings;
      observer?.connection({ link: this.name, connection: number, phase: "refused", side: otherRole(dialer), detail: reason });
      this.turnAway(socket, number, onRefused, "target not reached");
    };
    const failed = (error: NodeJS.ErrnoException) => giveUp(error.code ?? error.message);
    const { dialTimeout } = this.settings;
    const timer = setTimeout(() => giveUp(`no answer to the dial in ${dialTimeout} ms`), dialTimeout);
    this.waiting.set(socket, () => giveUp("proxy disabled"));
    target.once("error", failed);
    target.once("connect", () => {
      clearTimeout(timer);
      target.off("error", failed);
      this.waiting.delete(socket);
      this.connected(socket, target, number);
    });
  }

  private connected(socket: Socket, target: Socket, number: number): void {
    const { observer, dialer } = this.settings;
    observer?.connection({ link: this.name, connection: number, phase: "opened", side: otherRole(dialer) });
    const connection = new Connection(this, number, socket, target, this.list);
    this.live.add(connection);
    connection.start();
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

function ruleDetail(rule: ConnectRule): string | undefined {
  return rule.delay === undefined ? undefined : `${rule.delay} ms`;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the fields that are undefined. */
function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
