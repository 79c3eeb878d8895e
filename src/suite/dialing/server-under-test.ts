import type { NonUpgradedKind } from "../../../simulators/peers";
import { choiceOf, type SecurityChoice, type SecurityWish } from "../attach";
import { ListeningPeer } from "../conversation/listening-peer";
import type { SutMessage, TraceEvent } from "../../trace";
import { ConformanceError, StateNotReachedError } from "../expect/errors";
import { ifItComes } from "../expect/if-it-comes";
import type { ScenarioContext } from "../scenario/context";
import { library } from "../library";
import { BEGINNINGS, judgesBeginning } from "../states/grounds";
import { startingTime, SutError } from "../sut";
import { OUR_URI } from "./client-stack";

/** How our clients, which all listen on this machine, can be addressed. The last is the first, mapped (RFC 4291, 2.5.5.2). */
const HOSTS = {
  "an IPv4 address": "127.0.0.1",
  "a host name": "localhost",
  "an IPv6 address": "[::ffff:127.0.0.1]",
} as const;

export type ClientAddress = keyof typeof HOSTS;

/** How a scenario starts the server under test. */
export interface ServerStart {
  /** Argument groups of its description. */
  readonly options?: readonly string[];
  readonly values?: Readonly<Record<string, string>>;
  /** Such a configuration it may refuse: it does not start then, or ends. */
  readonly mayRefuse?: boolean;
  /** In which form it is told where our clients listen. */
  readonly address?: ClientAddress;
  /** It gets a certificate of its own and a store that trusts the test authority. */
  readonly security?: SecurityWish;
}

/** A SUT that is a server, and the listening clients that we play for it. */
export class ServerUnderTest {
  readonly clients = new Map<string, ListeningPeer>();
  private started: ServerStart = {};
  private controls = 0;
  /** When, in ms of the trace, it had started again; 0: it never did. */
  restartedAt = 0;

  constructor(private readonly context: ScenarioContext) {}

  async listen(names: readonly string[]): Promise<void> {
    for (const name of names) this.clients.set(name, await ListeningPeer.start(name, this.context));
  }

  /** Where the server dials, a peer listens that was never upgraded. */
  async listenNonUpgraded(kind: NonUpgradedKind): Promise<void> {
    const { pki } = this.context.setup;
    const own = await pki.certificate({ applicationUri: "urn:reverse-hello:non-upgraded" });
    const { startPeer } = library.peers();
    const peer = await startPeer(kind, { pki: await pki.store(await this.context.folder("pki-peer"), { own }) });
    this.context.defer(() => peer.stop());
    this.clients.set("A", await ListeningPeer.watch("A", this.context, { host: "127.0.0.1", port: peer.port }));
  }

  /** What it was told to serve; undefined: no security. */
  get security(): SecurityChoice | undefined {
    const { security } = this.started;
    return security && choiceOf(security, this.context.setup.sut);
  }

  client(name?: string): ListeningPeer {
    const client = name === undefined ? this.clients.values().next().value : this.clients.get(name);
    if (!client) throw new Error(`no client ${name ?? ""} listens in this scenario`);
    return client;
  }

  /** Starts the SUT, configured to dial every client that listens. */
  async start(request: ServerStart = {}): Promise<void> {
    this.started = request;
    try {
      await this.launch(request, [...this.clients.values()]);
    } catch (error) {
      if (request.mayRefuse !== true || !(error instanceof SutError) || error.status?.signal) throw error;
    }
  }

  /** The first that it says to a client. One that has dialed nobody yet shows only that it does not dial, and nothing of what it says. */
  async greets(name?: string): Promise<SutMessage> {
    const { timing, setup } = this.context;
    try {
      return await this.client(name).reverseHello(timing.firstDial);
    } catch (error) {
      const hasDialed = ({ view }: ListeningPeer) => view.dials().length > 0;
      const beginning = hasDialed(this.client(name)) ? "greets" : "dials";
      const dialsOthersOnly = beginning === "dials" && [...this.clients.values()].some(hasDialed);
      if (dialsOthersOnly || judgesBeginning(beginning, setup.judges)) throw error;
      throw new StateNotReachedError(BEGINNINGS[beginning].state, error);
    }
  }

  /** It dials with a ServerUri under this many bytes, or not at all. */
  async keepsServerUriUnder(bytes: number): Promise<void> {
    const greeting = await ifItComes(this.client().greeting(this.context.timing.firstDial));
    const length = greeting?.message.type === "RHE" ? greeting.message.serverUri.byteLength : 0;
    if (length >= bytes) throw new ConformanceError(`a ServerUri under ${bytes} bytes, or no dial`, `${length} bytes`);
    if (!greeting) this.context.forgivesEnd();
  }

  /** The SUT ends and starts again, with the same clients. */
  async restart(): Promise<void> {
    await this.context.stopSut();
    await this.start(this.started);
    this.restartedAt = this.context.trace.now();
  }

  /** A SUT that nobody has wronged: it starts again, as a scenario without wishes would have it, and dials one new client. */
  async afresh(request: ServerStart = {}): Promise<ListeningPeer> {
    await this.context.stopSut();
    this.controls += 1;
    const client = await ListeningPeer.start(`control ${this.controls}`, this.context);
    await this.launch(request, [client]);
    await client.reverseHello(this.context.timing.firstDial);
    return client;
  }

  /** What a server without sessions without security is told to serve where a scenario says nothing of it. */
  private get usualSecurity(): SecurityChoice | undefined {
    const { start, lacks, security } = this.context.setup.sut;
    if (!lacks.has("session-without-security") || !("security" in (start.server?.options ?? {}))) return undefined;
    const [policy = "Basic256Sha256"] = security.policies;
    return { policy, mode: security.modes.at(-1) ?? "SignAndEncrypt" } as SecurityChoice;
  }

  private async launch(request: ServerStart, clients: ListeningPeer[]): Promise<void> {
    const { options = [], values = {}, address, security = this.usualSecurity } = request;
    const clientUrl = clients.map(({ link }) => (address ? `opc.tcp://${this.hostAs(address)}:${link.port}` : link.url));
    const port = await this.context.setup.ports.allocate();
    const secured = security ? await this.secured(security) : {};
    const before = this.context.trace.position;
    await this.context.startSut({
      values: { port, ...secured, ...values, clientUrl },
      options: security ? ["security", ...options] : options,
    });
    await this.hasStarted(clients, before);
  }

  /** Without a ready line a server has started when it dials; one that dials nobody is left to the scenario. */
  private async hasStarted(clients: readonly ListeningPeer[], after: number): Promise<void> {
    const { trace, signal, timing, setup } = this.context;
    const within = startingTime(setup.sut.start.server, timing.scale);
    if (within === 0 || setup.lasting) return;
    const isDial = (event: TraceEvent) => clients.some(({ view }) => view.isDial(event));
    await ifItComes(trace.waitFor("the server's first dial", isDial, { within, after, signal }));
  }

  private hostAs(address: ClientAddress): string {
    const { lab } = this.context.setup;
    if (!lab) return HOSTS[address];
    return { "an IPv4 address": lab.address.v4, "a host name": lab.name, "an IPv6 address": `[${lab.address.v6}]` }[address];
  }

  private async secured(wish: SecurityWish): Promise<Record<string, string>> {
    const { pki, sut } = this.context.setup;
    const { policy, mode } = choiceOf(wish, sut);
    const own = await pki.certificate({ applicationUri: sut.identity.applicationUri ?? "urn:reverse-hello:server-under-test" });
    // Ours is named one by one too: not every stack trusts what a trusted authority signed.
    const trusted = [await pki.certificate({ applicationUri: OUR_URI })];
    const folder = await pki.store(await this.context.folder("pki-sut"), { own, trusted });
    this.context.usualSecurity = this.usualSecurity && { ...this.usualSecurity, serverCertificate: own.certificate };
    return { pki: folder, securityPolicy: policy, securityMode: mode };
  }
}
