import type { LinkObserver } from "../trace";
import { parseAddress } from "./address";
import { BusyPoll } from "./busy-poll";
import { readConnectRules } from "./connect-rules";
import { DecisionLog } from "./decisions";
import { missingField, proxyExists, proxyNotFound } from "./errors";
import { FaultProxy, type ProxySurroundings } from "./proxy";
import type { LinkSettings, ProxySpec } from "./types";

/** ms that peers have to answer the close when a server stops. */
const STOP_GRACE = 300;

export interface RegistryOptions extends Omit<LinkSettings, "observer">, Omit<ProxySurroundings, "decisions" | "busyPoll"> {
  /** ms; see BusyPoll. */
  readonly busyPoll: number;
  readonly observe: (proxyName: string) => LinkObserver | undefined;
}

/** The proxies of one server, by name, in the order of their creation. */
export class ProxyRegistry {
  readonly decisions = new DecisionLog();
  private readonly proxies = new Map<string, FaultProxy>();
  private readonly busyPoll: BusyPoll;
  private stopped = false;

  constructor(private readonly options: RegistryOptions) {
    this.busyPoll = new BusyPoll(options.busyPoll, options.clock);
  }

  get seed(): string {
    return this.options.seed;
  }

  list(): readonly FaultProxy[] {
    return [...this.proxies.values()];
  }

  /** Throws PROXY_NOT_FOUND. */
  get(name: string): FaultProxy {
    const proxy = this.proxies.get(name);
    if (!proxy) throw proxyNotFound();
    return proxy;
  }

  has(name: string): boolean {
    return this.proxies.has(name);
  }

  /** Makes a proxy and, unless `enabled` is false, listens. Throws PROXY_EXISTS, LISTEN_FAILED, MISSING_FIELD, BAD_ADDRESS. */
  async create(spec: ProxySpec): Promise<FaultProxy> {
    if (!spec.name) throw missingField("name");
    if (!spec.upstream) throw missingField("upstream");
    if (this.proxies.has(spec.name)) throw proxyExists();
    parseAddress(spec.upstream, "upstream");
    parseAddress(spec.listen, "listen");
    const { dialer, halfClose, onRefused, dialTimeout, keepAlive, observe } = this.options;
    const settings = { dialer, halfClose, onRefused, dialTimeout, keepAlive, observer: observe(spec.name) };
    const { seed, clock } = this.options;
    const proxy = new FaultProxy({ ...spec, connect: readConnectRules(spec.connect) }, settings, {
      seed,
      clock,
      decisions: this.decisions,
      busyPoll: this.busyPoll,
    });
    // The name is taken while the port is being opened.
    this.proxies.set(spec.name, proxy);
    try {
      if (spec.enabled !== false) await proxy.enable();
    } catch (error) {
      this.proxies.delete(spec.name);
      throw error;
    }
    if (this.stopped) await proxy.disable();
    return proxy;
  }

  /** A proxy with the same addresses stays as it is, toxics and all; one that differs is replaced. */
  async put(spec: ProxySpec): Promise<FaultProxy> {
    const old = this.proxies.get(spec.name);
    if (old) {
      if (old.matches(spec)) return old;
      await this.delete(spec.name);
    }
    return this.create(spec);
  }

  async delete(name: string): Promise<void> {
    const proxy = this.get(name);
    this.proxies.delete(name);
    await proxy.disable();
  }

  /** Removes all toxics and connection rules and starts all proxies. */
  async reset(): Promise<void> {
    for (const proxy of this.list()) await proxy.reset();
  }

  /** Closes every listener and connection. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.list().map((proxy) => proxy.stop(STOP_GRACE)));
  }
}
