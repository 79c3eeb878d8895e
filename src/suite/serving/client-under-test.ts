import { RawListener, type StartedRawListener } from "../../../simulators/raw";
import { choiceOf, NotApplicableError, type SecurityWish } from "../attach";
import { DialingPeer } from "../conversation/dialing-peer";
import { Flood } from "../conversation/flood";
import type { Addresses } from "../conversation/peer";
import { RealServer, serverCertificate, type RealServerOptions } from "../conversation/real-server";
import { ConformanceError } from "../expect/errors";
import type { ScenarioContext } from "../scenario/context";
import { plural } from "../../text";

/** Application URI of the certificate that a client under test gets from us, unless its description names another. */
const CLIENT_URI = "urn:reverse-hello:client-under-test";

/** How the client under test selects servers in this scenario; each is an argument group of its description. */
export type ClientFilter = "filter-server-uri" | "filter-endpoint-url" | "accept-any" | "reject";

/** How a scenario starts the client under test. */
export interface ClientStart {
  readonly filter?: ClientFilter;
  /** More argument groups of its description. */
  readonly options?: readonly string[];
  readonly values?: Readonly<Record<string, string>>;
  /** Listening URLs of the client, on ports one behind the other; 1. */
  readonly urls?: number;
  /** Before the listening URLs: "rcp+" as ClientUrls are published (Part 12, 4.4.3). */
  readonly prefix?: string;
  /** It gets a certificate store that trusts the test authority. */
  readonly security?: SecurityWish;
}

/** A SUT that is a client, and the servers that we play for it. */
export class ClientUnderTest {
  readonly servers = new Map<string, DialingPeer>();
  /** The server that the client under test is configured to want. */
  wanted: Addresses = {
    serverUri: "urn:reverse-hello:wanted-server",
    endpointUrl: "opc.tcp://wanted-server.example:4840/wanted",
  };
  /** A server that nobody told the client of. */
  readonly stranger: Addresses = {
    serverUri: "urn:reverse-hello:stranger",
    endpointUrl: "opc.tcp://stranger.example:4840/stranger",
  };
  host: string;
  port = 0;
  /** Of all listening URLs, in the order of the command line. */
  private ports: number[] = [];
  /** How it was started last. */
  started: ClientStart = {};
  private realServer: RealServer | undefined;
  private trap: StartedRawListener | undefined;

  constructor(private readonly context: ScenarioContext) {
    this.wanted = { ...this.wanted, ...context.setup.lasting?.wanted };
    this.host = context.setup.lab?.sutAddress ?? "127.0.0.1";
  }

  /** Starts the SUT: it listens and wants one server, selected by `filter`. */
  async start(request: ClientStart = {}): Promise<void> {
    this.started = request;
    const { lasting, ports } = this.context.setup;
    const own = lasting ? await lasting.listenAddress() : { host: this.host, port: await ports.allocate() };
    [this.host, this.port] = [own.host, own.port];
    this.ports = [this.port];
    for (let more = 1; more < (request.urls ?? 1); more += 1) this.ports.push(await ports.allocate());
    const listenUrl = this.ports.map((port) => `${request.prefix ?? ""}opc.tcp://${this.host}:${port}`);
    const secured = request.security ? await this.secured(request.security) : {};
    const filter = request.filter ?? this.defaultFilter();
    const options = [...(request.security ? ["security"] : []), ...(filter ? [filter] : []), ...(request.options ?? [])];
    await this.context.startSut({
      values: { clientUri: this.clientUri, listenUrl, ...this.wanted, ...secured, ...request.values },
      options,
    });
  }

  /** A SUT that nobody has wronged: it starts again, on ports of its own. */
  async afresh(request: ClientStart): Promise<void> {
    for (const server of this.servers.values()) server.stop();
    await this.realServer?.server.stop();
    await this.context.stopSut();
    await this.start(request);
  }

  /** What a session of this client stands on, as it was started. */
  get sessionGround(): "opensSecured" | "opensSession" {
    return this.started.security ? "opensSecured" : "opensSession";
  }

  /** The next `start` configures the client to want this server. */
  wants(identity: Partial<Addresses>): void {
    const known = this.context.setup.lasting?.wanted ?? {};
    for (const name of ["serverUri", "endpointUrl"] as const) {
      if (known[name] !== undefined && identity[name] !== undefined && identity[name] !== known[name])
        throw new NotApplicableError(`needs the client to want ${identity[name]}, and it runs already and wants ${known[name]}`);
    }
    this.wanted = { ...this.wanted, ...identity };
  }

  /** A server that we play by hand; `at` is the number of the client's URL, from 1, and counts when the server is named first. */
  async server(name: string, at = 1): Promise<DialingPeer> {
    const known = this.servers.get(name);
    if (known) return known;
    const server = await DialingPeer.start(
      name,
      this.context,
      { host: this.host, port: this.ports[at - 1] ?? this.port },
      this.wanted,
    );
    this.servers.set(name, server);
    return server;
  }

  /** A well-behaved server with the wanted identity starts and dials the client. */
  async startRealServer(options: Partial<RealServerOptions> = {}): Promise<RealServer> {
    const name = options.name ?? "real";
    const target = { host: this.host, port: this.port };
    this.realServer = await RealServer.start(this.context, { name, identity: this.wanted, target, ...options });
    return this.realServer;
  }

  /** The same server ends and comes back, with the certificate that `options` give. */
  async restartRealServer(options: Partial<RealServerOptions>): Promise<void> {
    await this.real.server.stop();
    await this.startRealServer({ name: "restarted", ...options });
  }

  get real(): RealServer {
    if (!this.realServer) throw new Error("no real server dials the client in this scenario");
    return this.realServer;
  }

  /** A flood of connections to the client begins. */
  flood(): Flood {
    return new Flood(this.context, { host: this.host, port: this.port });
  }

  /** Listens where the wanted server's EndpointUrl points, to see that the client does not go there. */
  async setTrap(): Promise<void> {
    const { lab } = this.context.setup;
    const trap = await new RawListener(lab ? { host: lab.address.v4 } : {}).start();
    this.context.defer(() => trap.stop());
    this.trap = trap;
    this.wants({ endpointUrl: `${trap.url}/trap` });
  }

  async nobodyInTrap(ms: number): Promise<void> {
    await this.context.waits(ms);
    this.judgeTrap();
  }

  /** As `nobodyInTrap`, while the client gets somewhere: who walks into the trap is judged by that, wherever else he gets. */
  async nobodyInTrapWhile(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } finally {
      this.judgeTrap();
    }
  }

  private judgeTrap(): void {
    if (!this.trap) throw new Error("the scenario sets no trap");
    const { length } = this.trap.connections;
    if (length > 0) throw new ConformanceError("no connection to the EndpointUrl itself", `${plural(length, "connection")} there`);
  }

  /** The application URI that the client has, and its certificate says. */
  private get clientUri(): string {
    return this.context.setup.sut.identity.applicationUri ?? CLIENT_URI;
  }

  private async secured(wish: SecurityWish): Promise<Record<string, string>> {
    const { pki, sut } = this.context.setup;
    const { policy, mode } = choiceOf(wish, sut);
    const own = await pki.certificate({ applicationUri: this.clientUri });
    // The server's are named one by one too: not every stack trusts what a trusted authority signed.
    const trusted = await Promise.all((["good", "renewed"] as const).map((kind) => serverCertificate(pki, this.wanted, kind)));
    const folder = await pki.store(await this.context.folder(`pki-sut-${this.port}`), { own, trusted });
    return { pki: folder, securityPolicy: policy, securityMode: mode };
  }

  /** What a scenario takes that does not care how servers are selected. */
  private defaultFilter(): ClientFilter | undefined {
    const options = this.context.setup.sut.start.client?.options ?? {};
    return (["filter-server-uri", "filter-endpoint-url"] as const).find((name) => name in options);
  }
}
