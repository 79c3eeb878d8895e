import type { CertificateKind } from "../../../simulators/pki";
import { abortsNext } from "../../../simulators/wire";
import type { Message } from "../../protocol";
import type { LinkView, Stamp, TraceEvent } from "../../trace";
import { NotApplicableError } from "../attach";
import { carrierOf, type RealServer } from "../conversation/real-server";
import { ConformanceError, StateNotReachedError } from "../expect/errors";
import { ifItComes } from "../expect/if-it-comes";
import type { ScenarioContext } from "../scenario/context";
import type { SutStatus } from "../sut";
import { OUR_REDIAL } from "../timing";
import { waitFor } from "../../waiting";
import type { ClientUnderTest } from "./client-under-test";

/** Application URI of a server that only says in its ReverseHello that it is the wanted one. */
const IMPOSTOR_URI = "urn:reverse-hello:impostor";

/** EndpointUrl in the GetEndpoints response of a server that says another one in its ReverseHello. */
const LISTED_URL = "opc.tcp://listed-server.example:4840";

/** Sessions that the client under test opens on our real server, and what becomes of them. */
export class Sessions {
  /** Position in the trace behind which a session counts as another one. */
  private since = 0;

  constructor(
    private readonly context: ScenarioContext,
    private readonly client: ClientUnderTest,
  ) {}

  /** The EndpointUrl of its ReverseHello is in no GetEndpoints response. */
  async startWithHiddenUrl(): Promise<void> {
    const { wanted } = this.client;
    await this.client.startRealServer({ identity: { ...wanted, endpointUrl: LISTED_URL }, hiddenUrl: wanted.endpointUrl });
  }

  /** Its ReverseHello names the wanted server; certificate and endpoints are of another, trusted one. */
  async startImpostor(): Promise<void> {
    await this.client.startRealServer({ applicationUri: IMPOSTOR_URI });
  }

  /** One server is asked for its endpoints, another one with the same names dials next. */
  async exchangeAfterDiscovery(certificate: CertificateKind): Promise<void> {
    const { trace, timing, signal } = this.context;
    const first = await this.client.startRealServer({ name: "first", dials: 1 });
    await trace.waitFor("the end of the discovery", (event) => first.view.isClosing(event, 1), {
      within: timing.by(timing.stated.openTimeout),
      signal,
    });
    await first.server.stop();
    await this.client.startRealServer({ certificate });
  }

  /** The client opens a session and uses it. */
  async opens(within = this.deadline): Promise<void> {
    await this.real.sessionInUse(within, this.since);
    this.since = this.context.trace.position;
  }

  /** Another session than the last one: activated after the last fault or restart, or what was done to the one before. */
  async opensAgain(within = this.deadline): Promise<void> {
    const { name } = this.real;
    const fault = this.context.trace.events.findLast(
      (event) => event.kind === "fault" && event.link === name && event.rule !== "proxy",
    );
    await this.real.sessionInUse(within, Math.max(this.since, fault?.seq ?? 0, this.real.spoke));
    this.since = this.context.trace.position;
  }

  /** The session goes on, or another one opens: a request of the client comes and is answered, within `within` ms from now. */
  async recovers(within: number): Promise<void> {
    const { trace, signal } = this.context;
    const { view } = this.real;
    const { position } = trace;
    const latest = trace.now() + within;
    const isUse = (event: TraceEvent) => view.isSaid(event, undefined, "MSG");
    const isAnswer = (event: TraceEvent) => view.isTold(event, undefined, "MSG");
    const asked = await trace.waitFor("a request of the client", isUse, { within, after: position, signal });
    await trace.waitFor("the answer to it", isAnswer, { within: Math.max(1, latest - trace.now()), after: asked.seq, signal });
  }

  /**
   * No session is activated on the real server, for `ms` since the client closed a first connection to it. A second one that it
   * closed without a session ends the wait: it has tried again and refused again.
   */
  async opensNone(ms: number): Promise<void> {
    const { trace, signal } = this.context;
    const { view, name } = this.real;
    const isActivation = (event: TraceEvent) =>
      event.kind === "state" && event.actor === `server ${name}` && event.state === "session activated";
    const ended = () => view.connections().filter((connection) => view.closing(connection)).length;
    const attempt = (count: number) => (event: TraceEvent) => isActivation(event) || ended() >= count;
    try {
      await trace.waitFor("the client to close what it does not trust", attempt(1), { within: this.deadline, signal });
    } catch (error) {
      // Nothing was held out to a client that took no connection of it.
      throw view.said().length === 0 ? new StateNotReachedError("a client that answers this server", error) : error;
    }
    await ifItComes(trace.waitFor("a session or another refusal", attempt(2), { within: ms, signal }));
    const activated = trace.events.find(isActivation);
    if (activated)
      throw new ConformanceError("no session on the real server", "session activated").on(view, carrierOf(view, activated));
  }

  /** Writes a frame between those of the real server's stack, on the connection of the open session. */
  async slipIn(build: (channelId: number) => Buffer): Promise<void> {
    const { view, current, name } = this.real;
    this.context.straysOn(name, current, "a message slipped into the open channel");
    const opened = view.told(current).find(({ message }) => message.type === "OPN")?.message;
    const socket = this.real.acts();
    await new Promise<void>((done) => socket.write(build(channelOf(opened)), () => done()));
  }

  /** Our server begins its answer to the client's next request, and gives it up behind the first chunk (Part 6, 6.7.3). */
  async givesUpAnswer(): Promise<void> {
    const { timing, signal } = this.context;
    const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
    abortsNext(this.real.acts(), () => resolve(undefined));
    const late = AbortSignal.any([signal, AbortSignal.timeout(timing.by(timing.stated.openTimeout))]);
    const tooLate = new Promise<never>((_resolve, reject) =>
      late.addEventListener("abort", () => reject(new StateNotReachedError("a request of the client", new Error("none came"))), {
        once: true,
      }),
    );
    await Promise.race([aborted, tooLate]);
  }

  /** The connection of the session stays open: until the next answer and for `ms` behind it, or as long as the client asks for nothing. */
  async outlivesAnswer(ms: number): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { view, current, spoke } = this.real;
    const isEnd = (event: TraceEvent) => view.isClosing(event, current);
    const isAnswer = (event: TraceEvent) => view.isTold(event, current, "MSG") && event.message.chunk === "F";
    const within = timing.by(timing.stated.openTimeout);
    const what = "the next answer or the end of the connection";
    await ifItComes(trace.waitFor(what, (event) => isAnswer(event) || isEnd(event), { within, after: spoke, signal }));
    await ifItComes(trace.waitFor("the end of the connection", isEnd, { within: ms, after: spoke, signal }));
    if (!view.closing(current)) return;
    throw new ConformanceError("the connection to stay open behind an answer that our server gave up", view.observed(current)).on(
      view,
      current,
    );
  }

  /** The real server loses the connection of the open session, silently. */
  drop(): void {
    this.real.acts().destroy();
  }

  /** The real server dials anew beside the session: a client that holds it does so for its hold time from now on. It may hold none. */
  async holdsAnother(): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { view } = this.real;
    this.real.leavesOthers();
    const isTold = (event: TraceEvent) => view.isTold(event, undefined, "RHE");
    await ifItComes(trace.waitFor("another ReverseHello", isTold, { within: timing.prompt, after: trace.position, signal }));
  }

  /**
   * The connection of the open session stays open for `ms` from now, and then carries a request of the client, as soon as it has paused
   * between its requests so far. Of one that asks nothing meanwhile, and did not before, no more can be seen than that it stays open.
   */
  async goesOn(ms: number): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { view, current } = this.real;
    if (view.closing(current)) throw new ConformanceError("the session to go on", view.observed(current)).on(view, current);
    const { position } = trace;
    await trace.never("end of the session's connection", (event) => view.isClosing(event, current), { for: ms, signal });
    const match = (event: TraceEvent) => view.isSaid(event, current, "MSG") || view.isClosing(event, current);
    const asked = view.said(current).filter(({ message }) => message.type === "MSG");
    const isAsking = this.real.isNeverQuiet || asked.some(({ seq }) => seq > position);
    const within = timing.prompt + (isAsking ? longestPause(asked) : 0);
    const waiting = trace.waitFor(`a request on connection ${current}`, match, { within, after: trace.position, signal });
    const next = await (isAsking ? waiting : ifItComes(waiting));
    if (next?.kind === "connection") throw new ConformanceError("the session to go on", view.observed(current)).on(view, current);
    if (next) return;
    throw new NotApplicableError(
      `the client asked nothing of its session for ${((ms + within) / 1000).toFixed(1)} s: its connection stayed open, and more cannot be seen`,
    );
  }

  /**
   * Hello comes on a connection that waited when the session was lost, and for as long as the client holds one. A client may hold none. It
   * may say Hello first on one that our server had closed before: it has not looked at that yet.
   */
  async takesTheOneThatWaited(): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { view, current, spoke } = this.real;
    const end = view.closing(current)?.t ?? trace.now();
    const wasOver = (connection: number) => (view.closing(connection)?.t ?? Infinity) < end;
    const hello = await trace.waitFor(
      "a Hello on the next connection",
      (event): event is Extract<TraceEvent, { kind: "message" }> =>
        view.isSaid(event, undefined, "HEL") && !wasOver(event.connection),
      { within: timing.by(timing.stated.reconnect + timing.stated.openTimeout), after: spoke, signal },
    );
    const waited = view.connections().filter((each) => each !== current && this.waited(view, each, end, hello.t));
    if (waited.length === 0) throw new NotApplicableError("the client held no connection when its session was lost");
    if (waited.includes(hello.connection)) return;
    throw new ConformanceError("Hello on the connection that waited", "Hello on one that was dialed later").on(
      view,
      hello.connection,
    );
  }

  /** Ends by itself, with exit code 0. */
  async ends(): Promise<void> {
    const { sut, timing } = this.context;
    if (!sut) throw new Error("the client was not started by this scenario");
    const within = timing.by(timing.stated.openTimeout);
    const status = await waitFor<SutStatus>((found) => void sut.exited.then(found), within);
    if (!status) throw new ConformanceError(`the client to end within ${within / 1000} s`, "it still runs");
    if (status.code !== 0) throw new ConformanceError("exit code 0", `exit code ${status.code ?? status.signal}`);
    this.context.sut = undefined;
  }

  /** The last thing that the client said on the session's connection was CloseSecureChannel. */
  async saidGoodbye(connection = this.real.current): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { view } = this.real;
    const within = timing.by(timing.stated.openTimeout);
    const isEnd = (event: TraceEvent) => view.isClosing(event, connection);
    await trace.waitFor(`the end of connection ${connection}`, isEnd, { within, signal });
    const last = view.said(connection).at(-1)?.message.type;
    if (last !== "CLO")
      throw new ConformanceError("CloseSecureChannel before the close", `${last ?? "nothing"} before it`).on(view, connection);
  }

  /** As `saidGoodbye`, on the first connection that had a channel without security: there the client can only ask for endpoints. */
  async saidGoodbyeAfterDiscovery(): Promise<void> {
    const [first] = this.channelsWithoutSecurity();
    if (first === undefined || first === this.real.current)
      throw new StateNotReachedError("a connection of its own for GetEndpoints", new Error("there was none without security"));
    await this.saidGoodbye(first);
  }

  /** The client asked for endpoints once, on a connection without security; the session's channel has security. */
  fetchedCertificate(): void {
    this.fetchedCertificateOnce();
    const { view, current } = this.real;
    const opened = view.said(current).find(({ message }) => message.type === "OPN")?.message;
    const policy = opened?.type === "OPN" ? (opened.securityPolicyUri.value ?? "") : "";
    if (policy.endsWith("#None")) throw new ConformanceError("a secure channel with security", policy).on(view, current);
  }

  fetchedCertificateOnce(): void {
    const { length } = this.channelsWithoutSecurity();
    if (length !== 1) throw new ConformanceError("1 connection without security, for GetEndpoints", `${length}`);
  }

  /** Numbers of the connections on which the client opened a channel without security; there it can only ask for endpoints. */
  private channelsWithoutSecurity(): number[] {
    const opened = this.real.view
      .said()
      .filter(({ message }) => message.type === "OPN" && (message.securityPolicyUri.value ?? "").endsWith("#None"));
    return [...new Set(opened.map(({ connection }) => connection))];
  }

  /** Two passes of a secure connect, each with a redial of our server and a handshake, and a pause after and a hold of what came before. */
  get deadline(): number {
    const { timing } = this.context;
    return timing.by(timing.stated.reconnect + timing.stated.holdTime + 2 * (OUR_REDIAL + timing.stated.openTimeout));
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

  private get real(): RealServer {
    return this.client.real;
  }
}

/** Between two requests, in ms. */
function longestPause(asked: readonly Stamp[]): number {
  return Math.max(0, ...asked.slice(1).map(({ t }, index) => t - (asked[index]?.t ?? t)));
}

function channelOf(message: Message | undefined): number {
  return message?.type === "OPN" ? message.secureChannelId : 0;
}
