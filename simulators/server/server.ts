import type { Server } from "node:net";
import { OPCUAServer, type OPCUAServerEndPoint, type ServerSession } from "node-opcua";
import { monotonicClock } from "../../src/trace";
import { containServices, cutFrames, refuseUndecodable, type ContainedListener } from "../containment";
import { addReferenceNodes, addServerProfiles } from "./address-space";
import { referenceBehaviour } from "./behaviour";
import type { HelloContext } from "./check-hello";
import { openChannel } from "./channel";
import { listAs } from "./listed-url";
import { resolveTiming, validateField, type ReverseConnectServerOptions } from "./options";
import { ReverseConnections } from "./reverse-connections";
import { baseOptions } from "./server-options";
import { DEFAULT_DIALECT } from "../../src/vocabulary";

/**
 * An OPC UA server that dials its clients (Reverse Connect, Part 6, 7.1.2.6 and 7.1.3).
 *
 * `await server.start()`, then `server.port` and `server.reverseConnect` (add, remove, enable, disable, list, events), at the end
 * `await server.stop()`. The constructor throws ServerConfigError when the configuration cannot work.
 */
export class ReverseConnectServer extends OPCUAServer {
  readonly reverseConnect: ReverseConnections;
  private readonly reverseEndpointUrl: string | undefined;
  private stopped: Promise<void> | undefined;

  constructor(options: ReverseConnectServerOptions = {}) {
    const timing = resolveTiming(options.reverseConnect ?? {});
    if (options.endpointUrl !== undefined) validateField("endpointUrl", options.endpointUrl);
    if (options.applicationUri !== undefined) validateField("applicationUri", options.applicationUri);
    super(baseOptions(options));
    this.reverseEndpointUrl = options.endpointUrl;
    const contained: ContainedListener = options.onContained ?? (() => undefined);
    containServices(this, contained);
    refuseUndecodable();
    const clock = options.clock ?? monotonicClock();
    this.reverseConnect = new ReverseConnections(
      {
        ...timing,
        behaviour: { ...referenceBehaviour, ...options.behaviour },
        dialect: options.reverseConnect?.dialect ?? DEFAULT_DIALECT,
        random: options.reverseConnect?.random ?? Math.random,
        clock,
        serverUri: () => this.applicationUri,
        hello: () => this.helloContext(),
        openChannel: (socket, hello, rest, listener) =>
          openChannel(this.firstEndpoint(), socket, hello, rest, timing.connectTimeout, listener),
      },
      options.reverseConnect?.clients ?? [],
    );
    this.once("post_initialize", () => {
      for (const endpoint of this.endpoints) cutForwardPort(endpoint, contained);
      if (options.endpointUrl !== undefined) listAs(options.endpointUrl, this.endpoints);
      addServerProfiles(this);
      if (options.referenceNodes !== false) addReferenceNodes(this, () => clock.now());
    });
    // A session takes or frees one of maxSessionCount; judged when node-opcua has finished its part.
    const review = (_session: ServerSession) => void setImmediate(() => this.reverseConnect.review());
    this.on("create_session", review);
    this.on("session_closed", review);
  }

  /** ServerUri of the ReverseHello. */
  get applicationUri(): string {
    return this.serverInfo.applicationUri ?? "";
  }

  /** EndpointUrl of the ReverseHello; complete once the server has started. */
  get endpointUrl(): string {
    return this.reverseEndpointUrl ?? this.getEndpointUrl();
  }

  /** The TCP port on which the server listens for ordinary clients. */
  get port(): number {
    return this.firstEndpoint().port;
  }

  /** Starts the endpoints, then dials. Rejects with the error of the operating system when the port is taken. */
  override async startAsync(): Promise<void> {
    await super.startAsync();
    validateField("endpointUrl", this.endpointUrl);
    validateField("applicationUri", this.applicationUri);
    this.reverseConnect.start();
  }

  /** Ends everything within a second, whatever is open. May be called twice. */
  stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  override shutdown(timeout?: number): Promise<void>;
  override shutdown(callback: (err?: Error) => void): void;
  override shutdown(timeout: number, callback: (err?: Error) => void): void;
  override shutdown(...args: unknown[]): Promise<void> | void {
    this.reverseConnect.stop();
    return (super.shutdown as (...args: unknown[]) => Promise<void> | void).apply(this, args);
  }

  private async end(): Promise<void> {
    for (const endpoint of this.endpoints) endpoint.abruptlyInterruptChannels();
    await this.shutdown(0);
  }

  private firstEndpoint() {
    const endpoint = this.endpoints[0];
    if (!endpoint) throw new Error("the server has not started");
    return endpoint;
  }

  private helloContext(): HelloContext {
    return { endpointUrl: this.endpointUrl, knownUrls: this.getDiscoveryUrls() };
  }
}

/** The net.Server of an endpoint is not in its public type; without it no frame could be cut, so its lack is an error. */
function cutForwardPort(endpoint: OPCUAServerEndPoint, contained: ContainedListener): void {
  const { _server: server } = endpoint as unknown as { _server?: Server };
  if (!server) throw new Error("this node-opcua keeps its listening socket elsewhere: frames of its port cannot be cut");
  server.prependListener("connection", (socket) => cutFrames(socket, contained, { serves: true }));
}

/** Makes and starts a server; for `await using`. */
export async function startReverseConnectServer(options: ReverseConnectServerOptions = {}): Promise<ReverseConnectServer> {
  const server = new ReverseConnectServer(options);
  await server.start();
  return server;
}
