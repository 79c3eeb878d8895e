import { randomBytes } from "node:crypto";
import { hostPort } from "../sockets";
import { monotonicClock, type Clock, type LinkObserver, type Role } from "../trace";
import { ApiServer } from "./api/server";
import { ProxyRegistry } from "./registry";
import type { How, LinkSettings } from "./types";

/** The Toxiproxy release whose API this serves. */
const TOXIPROXY_VERSION = "2.12.0";

/** Where the proxy may complain; pino fits. */
export interface ProxyLogger {
  warn(object: object, message: string): void;
}

export interface FaultProxyOptions {
  /** Address of the API; 127.0.0.1 by default: whoever reaches it can break every proxied connection. */
  readonly host?: string;
  /** Port of the API; a free one by default. */
  readonly port?: number;
  /** Same seed and same peer behaviour, same decisions. A random one by default; see `seed` of what was started. */
  readonly seed?: string | number;
  readonly clock?: Clock;
  readonly logger?: ProxyLogger;
  /** Asked once for each new proxy, by its name: who hears what happens on it. */
  readonly observe?: (proxyName: string) => LinkObserver | undefined;
  /** Role of the peer that dials through the proxies; `server` by default (Reverse Connect). */
  readonly dialer?: Role;
  /** See LinkSettings; `propagate` by default. */
  readonly halfClose?: LinkSettings["halfClose"];
  /** `rst` by default. */
  readonly onRefused?: How;
  /** ms; 10 000 by default. */
  readonly dialTimeout?: number;
  /** ms of silence after which TCP asks a target whether it is there; 0, never, by default: a proxy adds nothing. */
  readonly keepAlive?: number;
  /** ms after any bytes in which the process looks for more instead of sleeping: shorter round trips for processor time. 0 by default. */
  readonly busyPoll?: number;
}

/** A fault proxy that can be started: Toxiproxy's HTTP API, and the same by method calls. */
export class FaultProxyServer {
  constructor(private readonly options: FaultProxyOptions = {}) {}

  /** Throws LISTEN_FAILED. */
  async start(): Promise<StartedFaultProxyServer> {
    const { host = "127.0.0.1", port = 0, logger } = this.options;
    const registry = createRegistry(this.options);
    const onError = (error: unknown) => logger?.warn({ err: error }, "the proxy's API failed");
    const api = new ApiServer({ host, port, version: TOXIPROXY_VERSION, registry, onError });
    return new StartedFaultProxyServer(host, await api.start(), registry, api);
  }
}

export class StartedFaultProxyServer {
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly host: string,
    readonly port: number,
    /** The proxies, for use in this process. */
    readonly proxies: ProxyRegistry,
    private readonly api: ApiServer,
  ) {}

  /** Base of the API, without a slash at the end. */
  get url(): string {
    return `http://${hostPort(this.host, this.port)}`;
  }

  get seed(): string {
    return this.proxies.seed;
  }

  /** Ends the API, every listener and every connection; within a second, whatever is open. */
  async stop(): Promise<void> {
    this.stopping ??= Promise.all([this.api.stop(), this.proxies.stop()]).then(() => undefined);
    return this.stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function createRegistry(options: FaultProxyOptions): ProxyRegistry {
  return new ProxyRegistry({
    seed: String(options.seed ?? randomBytes(4).toString("hex")),
    clock: options.clock ?? monotonicClock(),
    dialer: options.dialer ?? "server",
    halfClose: options.halfClose ?? "propagate",
    onRefused: options.onRefused ?? "rst",
    dialTimeout: options.dialTimeout ?? 10_000,
    keepAlive: options.keepAlive ?? 0,
    busyPoll: options.busyPoll ?? 0,
    observe: options.observe ?? (() => undefined),
  });
}
