import { defined } from "../../src/objects";
import { openIdentity, ReverseConnectManager, type ClientIdentity, type StartedReverseConnectManager } from "../client";
import { ReverseConnectServer } from "../server";
import { ForwardConnector } from "./forward";
import { Mirror } from "./mirror";
import { ReverseConnector } from "./reverse";
import {
  AGGREGATION_DEFAULTS,
  checkAggregationOptions,
  type AggregationEvent,
  type AggregationOptions,
  type UnderlyingServerOptions,
  type UnderlyingStatus,
} from "./types";
import { Underlying } from "./underlying";
import type { Connector } from "./upstream";

export const AGGREGATION_URI = "urn:reverse-hello:aggregation-server";

/**
 * Serves the nodes of any number of other servers. Each is dialed (forward) or dials us (reverse, all on one port); our clients
 * connect forward, or are dialed by us. One folder in Objects per underlying server.
 */
export class AggregationServer {
  /** Throws AggregationConfigError and ServerConfigError; nothing is started then. */
  constructor(private readonly options: AggregationOptions) {
    checkAggregationOptions(options);
  }

  /** Opens the ports. Underlying servers come when they come. Errors: those of ReverseConnectManager and ReverseConnectServer. */
  async start(): Promise<StartedAggregationServer> {
    const { options } = this;
    const applicationUri = options.server?.applicationUri ?? AGGREGATION_URI;
    const identity = { applicationUri, applicationName: "reverse-hello aggregation server", ...options.identity };
    const server = new ReverseConnectServer({ ...options.server, applicationUri, referenceNodes: false });
    const manager = await startManager(options);
    try {
      await server.start();
      return new StartedAggregationServer(options, server, manager, identity);
    } catch (error) {
      await manager?.stop();
      await server.stop().catch(() => undefined);
      throw error;
    }
  }
}

export class StartedAggregationServer implements AsyncDisposable {
  private readonly servers: readonly Underlying[];
  private identity: Promise<ClientIdentity> | undefined;
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly options: AggregationOptions,
    /** The serving side: port, endpointUrl, reverseConnect, … */
    readonly server: ReverseConnectServer,
    /** The port that underlying servers dial; undefined when all are dialed by us. */
    readonly manager: StartedReverseConnectManager | undefined,
    private readonly identityOptions: Parameters<typeof openIdentity>[0],
  ) {
    this.servers = options.underlying.map((one) => this.create(one));
    for (const one of this.servers) one.start();
  }

  get port(): number {
    return this.server.port;
  }

  /** In the order of the options. */
  get underlying(): readonly UnderlyingStatus[] {
    return this.servers.map((one) => one.status);
  }

  /** Ends everything within a second, whatever is open. May be called twice. */
  stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  private async end(): Promise<void> {
    await Promise.all(this.servers.map((one) => one.stop()));
    await this.manager?.stop();
    await this.server.stop();
    await (await this.identity?.catch(() => undefined))?.dispose();
  }

  private create(one: UnderlyingServerOptions): Underlying {
    const { addressSpace } = this.server.engine;
    if (!addressSpace) throw new Error("the server has not started");
    const uri = `${this.server.applicationUri}:${encodeURIComponent(one.name)}`;
    const passThrough = { session: () => underlying.session, written: (id: string) => underlying.refresh(id) };
    const mirror = new Mirror(addressSpace, one.name, uri, passThrough);
    const underlying: Underlying = new Underlying(one, {
      ...AGGREGATION_DEFAULTS,
      ...defined(this.options),
      mirror,
      connector: this.connector(one),
      emit: (event) => this.emit(event),
    });
    return underlying;
  }

  private connector(one: UnderlyingServerOptions): Connector {
    const timeout = this.options.keepAlive ?? AGGREGATION_DEFAULTS.keepAlive;
    const { endpointUrl, reverse } = one;
    if (endpointUrl !== undefined) return new ForwardConnector({ ...one, endpointUrl }, () => this.openIdentity(), timeout);
    if (reverse && this.manager) return new ReverseConnector({ ...one, reverse }, this.manager, () => this.openIdentity());
    throw new Error(`${one.name} neither is dialed nor dials`);
  }

  /** One for all underlying servers, made when the first needs it. */
  private openIdentity(): Promise<ClientIdentity> {
    this.identity ??= openIdentity(this.identityOptions);
    return this.identity;
  }

  /** A listener that throws must not end the serving of a server. */
  private emit(event: AggregationEvent): void {
    try {
      this.options.onEvent?.(event);
    } catch {
      // Nobody is there to be told.
    }
  }
}

async function startManager(options: AggregationOptions): Promise<StartedReverseConnectManager | undefined> {
  if (options.listen === undefined) return undefined;
  return new ReverseConnectManager({ ...options.manager, listen: options.listen }).start();
}
