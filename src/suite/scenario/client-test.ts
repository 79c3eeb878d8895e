import { RawDialer, RawListener, type RawConnection, type StartedRawListener } from "../../../simulators/raw";
import type { ConnectionEvent, Stamp, TraceEvent } from "../../trace";
import type { MessageType } from "../../protocol";
import { NotApplicableError } from "../attach";
import type { Link } from "../link";
import { AnswerTest } from "./answer-test";
import type { ScenarioContext } from "./context";
import { ConformanceError, SurvivalError } from "./conformance-error";
import { ifItComes } from "./if-it-comes";
import type { LinkView, SutMessage } from "./link-view";
import { Flood } from "./flood";
import { REDIAL, RealServer, serverCertificate, type RealServerOptions } from "./real-server";
import { SessionTest } from "./session-test";

/** Application URI of the certificate that a client under test gets from us. */
export const CLIENT_URI = "urn:reverse-hello:client-under-test";

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
}

export interface ServerIdentity {
  readonly serverUri: string;
  readonly endpointUrl: string;
}

/** One dialing server that we play by hand, with its own link to the client under test. */
export interface TestServer {
  readonly name: string;
  readonly link: Link;
  readonly view: LinkView;
  readonly dialer: RawDialer;
  /** Number of the connection that steps speak of. */
  current: number;
  /** Position in the trace at which we dialed or sent last: what comes behind it is the answer. */
  spoke: number;
}

/** Scenarios whose SUT is a client: it listens, and we play the servers that dial it. */
export class ClientTest {
  readonly servers = new Map<string, TestServer>();
  /** The server that the client under test is configured to want. */
  wanted: ServerIdentity = {
    serverUri: "urn:reverse-hello:wanted-server",
    endpointUrl: "opc.tcp://wanted-server.example:4840/wanted",
  };
  /** A server that nobody told the client of. */
  readonly stranger: ServerIdentity = {
    serverUri: "urn:reverse-hello:stranger",
    endpointUrl: "opc.tcp://stranger.example:4840/stranger",
  };
  host = "127.0.0.1";
  port = 0;
  /** Of all listening URLs, in the order of the command line. */
  private ports: number[] = [];
  /** Position in the trace at which the real server was restarted last. */
  private restarted = 0;
  real: RealServer | undefined;
  readonly sessions: SessionTest;
  readonly answers: AnswerTest;
  private trap: StartedRawListener | undefined;

  constructor(private readonly context: ScenarioContext) {
    this.wanted = { ...this.wanted, ...context.setup.lasting?.wanted };
    this.sessions = new SessionTest(context, this);
    this.answers = new AnswerTest(context);
  }

  /** Starts the SUT: it listens and wants one server, selected by `filter`. */
  async start(request: ClientStart = {}): Promise<void> {
    const { lasting, ports } = this.context.setup;
    const own = lasting ? await lasting.listenAddress() : { host: this.host, port: await ports.allocate() };
    [this.host, this.port] = [own.host, own.port];
    this.ports = [this.port];
    for (let more = 1; more < (request.urls ?? 1); more += 1) this.ports.push(await ports.allocate());
    const listenUrl = this.ports.map((port) => `${request.prefix ?? ""}opc.tcp://${this.host}:${port}`);
    const filter = request.filter ?? this.defaultFilter();
    const options = [...(filter ? [filter] : []), ...(request.options ?? [])];
    await this.context.startSut({
      values: { listenUrl, ...this.wanted, ...request.values },
      options,
    });
  }

  /** The next `start` configures the client to want this server. */
  wants(identity: Partial<ServerIdentity>): void {
    const known = this.context.setup.lasting?.wanted ?? {};
    for (const name of ["serverUri", "endpointUrl"] as const) {
      if (known[name] !== undefined && identity[name] !== undefined && identity[name] !== known[name])
        throw new NotApplicableError(`needs the client to want ${identity[name]}, and it runs already and wants ${known[name]}`);
    }
    this.wanted = { ...this.wanted, ...identity };
  }

  /** As `start`, secured: the client gets a certificate store that trusts the test authority. */
  async startSecure(security: { policy: string; mode: string }): Promise<void> {
    const { pki } = this.context.setup;
    const own = await pki.certificate({ applicationUri: CLIENT_URI });
    // The server's are named one by one too: not every stack trusts what a trusted authority signed.
    const trusted = await Promise.all((["good", "renewed"] as const).map((kind) => serverCertificate(pki, this.wanted, kind)));
    const folder = await pki.store(await this.context.folder("pki-sut"), { own, trusted });
    await this.start({
      options: ["security"],
      values: { pki: folder, securityPolicy: security.policy, securityMode: security.mode },
    });
  }

  /** A well-behaved server with the wanted identity starts and dials the client. */
  async startRealServer(options: Partial<RealServerOptions> = {}): Promise<RealServer> {
    const name = options.name ?? "real";
    const target = { host: this.host, port: this.port };
    this.real = await RealServer.start(this.context, { name, identity: this.wanted, target, ...options });
    return this.real;
  }

  async sessionOnRealServer(): Promise<void> {
    await this.need(this.real).session(this.sessionDeadline);
  }

  /** The same server ends and comes back, with the certificate that `options` give. */
  async restartRealServer(options: Partial<RealServerOptions>): Promise<void> {
    await this.need(this.real).server.stop();
    this.restarted = this.context.trace.position;
    await this.startRealServer({ name: "restarted", ...options });
  }

  /** A session that was activated after the last fault or restart, or what our real server last did to the one before. */
  async sessionOnRealServerAgain(): Promise<void> {
    const fault = this.context.trace.events.findLast(
      (event) => event.kind === "fault" && event.link === this.real?.name && event.rule !== "proxy",
    );
    const after = Math.max(this.restarted, fault?.seq ?? 0, this.sessions.lastAct);
    await this.need(this.real).session(this.sessionDeadline, after);
  }

  /**
   * No session is activated on the real server, for `ms` since the client closed a first connection to it. A second one that it
   * closed without a session ends the wait: it has tried again and refused again.
   */
  async noSessionOnRealServer(ms: number): Promise<void> {
    const { trace, signal } = this.context;
    const { view } = this.need(this.real);
    const after = trace.position;
    const closed = (event: TraceEvent, but?: number): event is ConnectionEvent & Stamp =>
      event.kind === "connection" && view.isClosing(event, event.connection) && event.connection !== but;
    const first = await trace.waitFor("the client to close what it does not trust", (event) => closed(event), {
      within: this.sessionDeadline,
      signal,
    });
    const { connection } = first;
    const activated = (event: TraceEvent) => event.kind === "state" && event.state === "session activated" && event.seq > after;
    const ends = (event: TraceEvent) => activated(event) || (closed(event, connection) && event.seq > after);
    const end = await ifItComes(trace.waitFor("a session or another refusal", ends, { within: ms, signal }));
    if (end && activated(end)) throw new ConformanceError("no session on the real server", "session activated");
  }

  /** Connections on which the client opened a channel without security: that is where it can only have asked for endpoints. */
  discoveries(after = 0): number {
    const { view } = this.need(this.real);
    const opened = view
      .said()
      .filter(
        ({ message, seq }) => seq > after && message.type === "OPN" && (message.securityPolicyUri.value ?? "").endsWith("#None"),
      );
    return new Set(opened.map(({ connection }) => connection)).size;
  }

  /** Listens where the wanted server's EndpointUrl points, to see that the client does not go there. */
  async setTrap(): Promise<void> {
    const trap = await new RawListener().start();
    this.context.defer(() => trap.stop());
    this.trap = trap;
    this.wants({ endpointUrl: `${trap.url}/trap` });
  }

  async nobodyInTrap(ms: number): Promise<void> {
    const { trace, signal } = this.context;
    const trap = this.need(this.trap);
    await trace.until(trace.now() + ms, signal);
    if (trap.connections.length > 0)
      throw new ConformanceError("no connection to the EndpointUrl itself", `${trap.connections.length} connection(s) there`);
  }

  /** After all that happened: a real server dials, and the client opens a session on it. */
  async servesRealServer(): Promise<void> {
    for (const { dialer } of this.servers.values()) dialer.stop();
    await this.startRealServer({ name: "last" });
    try {
      await this.sessionOnRealServer();
    } catch (error) {
      throw new SurvivalError("the client to serve a well-behaved server in the end", error);
    }
  }

  /** Two passes of a secure connect, each with a redial of our server and a handshake, and a hold of what came before. */
  private get sessionDeadline(): number {
    const { timing } = this.context;
    return timing.by(timing.stated.holdTime + 2 * (REDIAL + timing.stated.openTimeout));
  }

  private need<T>(value: T | undefined): T {
    if (value === undefined) throw new Error("the scenario has not set this up: a Given is missing");
    return value;
  }

  /** What a scenario takes that does not care how servers are selected. */
  private defaultFilter(): ClientFilter | undefined {
    const options = this.context.setup.sut.start.client?.options ?? {};
    return (["filter-server-uri", "filter-endpoint-url"] as const).find((name) => name in options);
  }

  /** A flood of connections to the client begins. */
  flood(): Flood {
    return new Flood(this.context, { host: this.host, port: this.port });
  }

  /** `at` is the number of the client's URL, from 1, where the server dials; it counts when the server is named first. */
  async server(name = "server", at = 1): Promise<TestServer> {
    const known = this.servers.get(name);
    if (known) return known;
    const link = await this.context.link(name, { host: this.host, port: this.ports[at - 1] ?? this.port });
    const dialer = new RawDialer(link);
    this.context.defer(() => dialer.stop());
    const server = { name, link, view: this.context.view(name), dialer, current: 0, spoke: 0 };
    this.servers.set(name, server);
    return server;
  }

  /** Dials the client; the new connection becomes current. */
  async dial(server: TestServer): Promise<RawConnection> {
    server.spoke = this.context.trace.position;
    const connection = await server.dialer.dial(AbortSignal.timeout(this.context.timing.prompt));
    server.current = connection.number;
    return connection;
  }

  /** Sends bytes on the current connection. */
  async send(server: TestServer, bytes: Buffer): Promise<void> {
    server.spoke = this.context.trace.position;
    await this.raw(server).send(bytes);
  }

  raw(server: TestServer): RawConnection {
    const connection = server.dialer.connections[server.current - 1];
    if (!connection) throw new Error(`server ${server.name} has not dialed`);
    return connection;
  }

  async says(server: TestServer, type: MessageType, within = this.context.timing.prompt): Promise<SutMessage> {
    const { trace, signal } = this.context;
    const match = (event: Parameters<LinkView["isSaid"]>[0]): event is SutMessage =>
      server.view.isSaid(event, server.current, type);
    const event = await trace.waitFor(`${type} from the client on connection ${server.current}`, match, { within, signal });
    await this.raw(server).message(type, this.context.timing.prompt);
    return event;
  }
}
