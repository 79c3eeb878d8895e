import { FaultProxyServer, type StartedFaultProxyServer } from "../../proxy";
import type { LinkObserver, Role } from "../../trace";
import { ToxiproxyLink } from "./toxiproxy-link";
import type { Link, LinkFactory, LinkRequest } from "./types";

/** Links through the embedded fault proxy, driven by the same HTTP API as a real Toxiproxy. */
export class EmbeddedLinks implements LinkFactory {
  readonly words = "the embedded proxy";
  readonly lacks: readonly string[] = ["lab"];
  private servers = new Map<Role, Promise<StartedFaultProxyServer>>();
  private readonly observers = new Map<string, LinkObserver>();

  /** `keepAlive`: ms of silence after which a peer that is dialed is asked whether it is there; 0: never. */
  constructor(
    private readonly seed: string,
    private readonly keepAlive = 0,
  ) {}

  async create(request: LinkRequest): Promise<Link> {
    const server = await this.server(request.dialer);
    this.observers.set(`${request.scope}-${request.name}`, named(request.observer, request.name));
    // The proxy itself tells what it does; the link would say it a second time.
    return ToxiproxyLink.create(server.url, { ...request, observer: { ...request.observer, fault: () => undefined } });
  }

  async stop(): Promise<void> {
    for (const server of this.servers.values()) await (await server).stop();
    this.servers.clear();
  }

  private server(dialer: Role): Promise<StartedFaultProxyServer> {
    const known = this.servers.get(dialer);
    if (known) return known;
    const { seed, keepAlive } = this;
    const observe = (name: string) => this.observers.get(name);
    const options = { host: "127.0.0.1", port: 0, seed, dialer, keepAlive, observe };
    const server = new FaultProxyServer(options).start();
    this.servers.set(dialer, server);
    return server;
  }
}

/** The trace speaks of links by their scenario name, not by the proxy's unique one. */
function named(observer: LinkObserver, link: string): LinkObserver {
  return {
    connection: (event) => observer.connection({ ...event, link }),
    data: (segment) => observer.data({ ...segment, link }),
    fault: (event) => observer.fault({ ...event, link }),
  };
}
