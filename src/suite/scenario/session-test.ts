import type { Message } from "../../protocol";
import type { CertificateKind } from "../../../simulators/pki";
import type { TraceEvent } from "../../trace";
import type { ClientTest } from "./client-test";
import { ConformanceError } from "./conformance-error";
import type { ScenarioContext } from "./context";
import { isLastWord } from "./last-words";
import type { LinkView } from "./link-view";
import type { RealServer } from "./real-server";

/** Application URI of a server that only says in its ReverseHello that it is the wanted one. */
const IMPOSTOR_URI = "urn:reverse-hello:impostor";

/** EndpointUrl in the GetEndpoints response of a server that says another one in its ReverseHello. */
const LISTED_URL = "opc.tcp://listed-server.example:4840";

/** What happens on the secure channel that the client under test has opened on our real server. */
export class SessionTest {
  /** Connection and trace position of what our real server did last: a frame that we slipped in, or a loss. */
  private sent = { connection: 0, after: 0 };

  constructor(
    private readonly context: ScenarioContext,
    private readonly test: ClientTest,
  ) {}

  /** The EndpointUrl of its ReverseHello is in no GetEndpoints response. */
  async startWithHiddenUrl(): Promise<void> {
    const { wanted } = this.test;
    const identity = { ...wanted, endpointUrl: LISTED_URL };
    await this.test.startRealServer({ identity, hiddenUrl: wanted.endpointUrl });
  }

  /** Its ReverseHello names the wanted server; certificate and endpoints are of another, trusted one. */
  async startImpostor(): Promise<void> {
    await this.test.startRealServer({ applicationUri: IMPOSTOR_URI });
  }

  /** One server is asked for its endpoints, another one with the same names dials next. */
  async exchangeAfterDiscovery(certificate: CertificateKind): Promise<void> {
    const first = await this.test.startRealServer({ name: "first", dials: 1 });
    await this.closing(first, 1);
    await first.server.stop();
    await this.test.startRealServer({ certificate });
  }

  /** Writes a frame between those of the real server's stack, on the connection of the open session. */
  async slipIn(build: (channelId: number) => Buffer): Promise<void> {
    const real = this.real();
    const connection = real.sessionConnection;
    this.sent = { connection, after: this.context.trace.position };
    const opened = real.view.told(connection).find(({ message }) => message.type === "OPN")?.message;
    await new Promise<void>((done) => real.socket(connection).write(build(channelOf(opened)), () => done()));
  }

  /** Position in the trace at which our real server last did something to an open session; 0: it did nothing. */
  get lastAct(): number {
    return this.sent.after;
  }

  /** The real server loses the connection of the open session, without a word. */
  drop(): void {
    const real = this.real();
    const connection = real.sessionConnection;
    this.sent = { connection, after: this.context.trace.position };
    real.socket(connection).destroy();
  }

  /** The client ends the connection on which the last frame was slipped in; its last words may make the server close first. */
  async closes(): Promise<void> {
    const real = this.real();
    const { connection, after } = this.sent;
    await this.closing(real, connection);
    const lastWords = real.view.said(connection).some(({ message, seq }) => seq > after && isLastWord(message.type));
    if (real.view.closing(connection)?.by === "sut" || lastWords) return;
    throw new ConformanceError("the client to close the connection", real.view.observed(connection));
  }

  /** The connection of the first session stays open for `ms` from now, and then carries a request of the client. */
  async goesOn(ms: number): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { view } = this.real();
    const connection = view.said().find(({ message }) => message.type === "MSG")?.connection ?? 0;
    const ended = (event: TraceEvent) => view.isClosing(event, connection);
    if (view.closing(connection)) throw new ConformanceError("the session to go on", view.observed(connection));
    await trace.never("end of the session's connection", ended, { for: ms, signal });
    const match = (event: TraceEvent) => view.isSaid(event, connection, "MSG");
    await trace.waitFor(`a request on connection ${connection}`, match, { within: timing.prompt, after: trace.position, signal });
  }

  /** Hello comes on a connection that waited when the session was lost; if none did, or none as long as that, on any. */
  async takesTheOneThatWaited(): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { view } = this.real();
    const { connection, after } = this.sent;
    const end = view.closing(connection)?.t ?? trace.now();
    const hello = await trace.waitFor(
      "a Hello on the next connection",
      (event): event is Extract<TraceEvent, { kind: "message" }> => view.isSaid(event, undefined, "HEL"),
      { within: timing.by(timing.stated.openTimeout), after, signal },
    );
    const waited = view.connections().filter((each) => each !== connection && this.waited(view, each, end, hello.t));
    if (waited.length === 0 || waited.includes(hello.connection)) return;
    throw new ConformanceError("Hello on the connection that waited", "Hello on one that was dialed later");
  }

  /** Ends by itself, with exit code 0. */
  async ends(): Promise<void> {
    const { sut, timing } = this.context;
    if (!sut) throw new Error("the client was not started by this scenario");
    const within = timing.by(timing.stated.openTimeout);
    const late = AbortSignal.timeout(within);
    const status = await Promise.race([
      sut.exited,
      new Promise<undefined>((resolve) => late.addEventListener("abort", () => resolve(undefined), { once: true })),
    ]);
    if (!status) throw new ConformanceError(`the client to end within ${within / 1000} s`, "it still runs");
    if (status.code !== 0) throw new ConformanceError("exit code 0", `exit code ${status.code ?? status.signal}`);
    await this.context.stopSut();
  }

  /** The last thing that the client said on the session's connection was CloseSecureChannel. */
  async saidGoodbye(): Promise<void> {
    const real = this.real();
    const connection = real.sessionConnection;
    await this.closing(real, connection);
    const last = real.view.said(connection).at(-1)?.message.type;
    if (last !== "CLO") throw new ConformanceError("CloseSecureChannel before the close", `${last ?? "nothing"} before it`);
  }

  /** The channel of the session has security. */
  isSecured(): void {
    const real = this.real();
    const opened = real.view.said(real.sessionConnection).find(({ message }) => message.type === "OPN")?.message;
    const policy = opened?.type === "OPN" ? (opened.securityPolicyUri.value ?? "") : "";
    if (policy.endsWith("#None")) throw new ConformanceError("a secure channel with security", policy);
  }

  /**
   * The client had the ReverseHello of a connection when the session was lost, at `lost`, and the connection was still open at `until`, or
   * the client itself ended it sooner than it states to hold one.
   */
  private waited(view: LinkView, connection: number, lost: number, until: number): boolean {
    const { timing, setup } = this.context;
    const told = view.told(connection).find(({ message }) => message.type === "RHE");
    const closing = view.closing(connection);
    const end = closing?.t ?? Infinity;
    if (!told || told.t >= lost || end < lost) return false;
    const holds = setup.sut.statedTiming.has("holdTime") ? timing.notBefore(timing.stated.holdTime) : 0;
    return end >= until || (closing?.by === "sut" && end - told.t < holds);
  }

  private async closing(real: RealServer, connection: number): Promise<void> {
    const { trace, timing, signal } = this.context;
    const what = `the end of connection ${connection} of server ${real.name}`;
    const within = timing.by(timing.stated.openTimeout);
    await trace.waitFor(what, (event) => real.view.isClosing(event, connection), { within, signal });
  }

  private real(): RealServer {
    if (!this.test.real) throw new Error("no real server dials the client in this scenario");
    return this.test.real;
  }
}

function channelOf(message: Message | undefined): number {
  return message?.type === "OPN" ? message.secureChannelId : 0;
}
