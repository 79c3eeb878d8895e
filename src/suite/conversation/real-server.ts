import type { Socket } from "node:net";
import type { ReverseConnectServer, ServerBehaviour } from "../../../simulators/server";
import type { CertificateKind, TestCertificate, TestPki } from "../../../simulators/pki";
import type { LinkView, Stamp, StateEvent, TraceEvent } from "../../trace";
import { isBad, plainChunk, serviceOf, serviceResult, statusName, type Message } from "../../protocol";
import { ConformanceError, StateNotReachedError } from "../expect/errors";
import { isRefusedChannel } from "../expect/last-words";
import { ifItComes } from "../expect/if-it-comes";
import type { Facing } from "../expect/expect";
import { TAP_KEEP_ALIVE, type Link } from "../link";
import { library } from "../library";
import type { ScenarioContext } from "../scenario/context";
import { loginOf } from "../sut";
import { OUR_CYCLE } from "../timing";
import { inTurn } from "./in-turn";
import type { Addresses } from "./peer";

/** What a simulated real server is to be, besides well-behaved. */
export interface RealServerOptions {
  readonly name: string;
  readonly identity: Addresses;
  readonly target: { readonly host: string; readonly port: number };
  /** Certificate that the server uses; "good" by default. */
  readonly certificate?: CertificateKind;
  /** Application URI of the server and of its certificate, when they are to differ from the ReverseHello. */
  readonly applicationUri?: string;
  /** EndpointUrl of the ReverseHello, when GetEndpoints is not to return it. */
  readonly hiddenUrl?: string;
  /** Lifetime in ms that it gives to a token of a secure channel. */
  readonly tokenLifetime?: number;
  /** Connections that it makes at most, one after the other. */
  readonly dials?: number;
}

/** Behind a router that may do anything our own server must be back soon, lest the client be judged for our patience. Its keep-alive is the tap's. */
const IMPATIENT = { connectTimeout: 1_000 } as const;
/** How long our side takes at most until it has given up a dead connection, in ms: TCP asks ten times, a second apart. */
export const OUR_KEEP_ALIVE = TAP_KEEP_ALIVE + 10_000;

/** A client that is never quiet has been at it long enough after this many times as long as it should be quiet. */
const LONGEST_START = 5;

/** A well-behaved node-opcua server that dials the client under test through its own link, and tells the trace of its sessions. */
export class RealServer implements Facing {
  /** Connection of the session that was open last, or of what was done to it. */
  current = 0;
  /** Position in the trace of what was done last to an open session; 0: nothing. */
  spoke = 0;
  /** The client asks for something all the time. */
  isNeverQuiet = false;

  private constructor(
    private readonly context: ScenarioContext,
    readonly name: string,
    readonly link: Link,
    readonly view: LinkView,
    readonly server: ReverseConnectServer,
    /** In the order in which they were dialed, as the numbers of the connections in the view. */
    private readonly sockets: readonly Socket[],
  ) {}

  static async start(context: ScenarioContext, options: RealServerOptions): Promise<RealServer> {
    const link = await context.link(options.name, options.target);
    const { identity } = options;
    const applicationUri = options.applicationUri ?? identity.serverUri;
    const own = await serverCertificate(context.setup.pki, { ...identity, serverUri: applicationUri }, options.certificate);
    const folder = await context.folder(`pki-${options.name}`);
    const { referenceBehaviour, startReverseConnectServer } = library.server();
    const sockets: Socket[] = [];
    const server = await startReverseConnectServer({
      port: 0,
      applicationUri,
      endpointUrl: identity.endpointUrl,
      pki: await context.setup.pki.store(folder, { own }),
      autoAccept: true,
      certificateFile: own.certificateFile,
      privateKeyFile: own.privateKeyFile,
      behaviour: behaviourOf(options, sockets, referenceBehaviour),
      userManager: userManagerOf(loginOf(context.setup.sut, context.setup.env)),
      ...(options.tokenLifetime === undefined ? {} : { defaultSecureTokenLifetime: options.tokenLifetime }),
      reverseConnect: {
        clients: [{ endpointUrl: link.url }],
        ...OUR_CYCLE,
        ...(context.setup.lab ? IMPATIENT : {}),
      },
    });
    context.defer(() => server.stop());
    const real = new RealServer(context, options.name, link, context.view(options.name), server, sockets);
    real.report();
    return real;
  }

  /** Resolves when the client has activated a session on this server behind trace position `after`, and makes its connection current. */
  async session(within: number, after = 0): Promise<StateEvent & Stamp> {
    const { trace, signal } = this.context;
    const isActivation = (event: TraceEvent): event is StateEvent & Stamp =>
      event.kind === "state" && event.actor === `server ${this.name}` && event.state === "session activated";
    const what = `a session of the client on server ${this.name}`;
    try {
      const wait = () => trace.waitFor(what, isActivation, { within, after, signal });
      const activated = await inTurn(trace, this.name, within, wait);
      this.current = carrierOf(this.view, activated);
      return activated;
    } catch (error) {
      throw this.refused() ?? this.stopsAtChannel() ?? error;
    }
  }

  /**
   * Our server's own Error about the transport is about something that the client said before; that is judged where it belongs. Whom it
   * gives no session, for a user or a certificate, was told a wrong one: that is no matter of reverse connect.
   */
  private refused(): StateNotReachedError | undefined {
    if (this.spoke > 0) return undefined;
    const words = refusedTransport(this.view) ?? refusedSession(this.view);
    if (words === undefined) return undefined;
    return new StateNotReachedError(`a session of the client on server ${this.name}`, new Error(`our server refused ${words}`));
  }

  /** Unit 5805 (RC-050) asks a client for a secure channel: that it has to open a session on it too is our reading. */
  private stopsAtChannel(): ConformanceError | undefined {
    const connection = channelGiven(this.view);
    if (!this.context.setup.judges.includes("RC-050") || connection === undefined) return undefined;
    const error = new ConformanceError("a session on the secure channel that it opened", "a secure channel, and no session");
    return error.on(this.view, connection).asReading();
  }

  /**
   * As `session`, and the client uses it: only then it has heard of it itself. It sends a request behind the answer to ActivateSession,
   * and then nothing new for a while; one that is idle has heard by the end of its open timeout. A session whose connection was lost
   * before does not count.
   */
  async sessionInUse(within: number, after = 0): Promise<void> {
    const { trace, timing, signal } = this.context;
    const latest = trace.now() + within;
    for (let from = after; ;) {
      const activated = await this.session(latest - trace.now(), from);
      from = activated.seq;
      const isAnswer = (event: TraceEvent) => this.view.isTold(event, this.current, "MSG");
      const isEnd = (event: TraceEvent) => this.view.isClosing(event, this.current);
      const isUse = (event: TraceEvent) => this.view.isSaid(event, this.current, "MSG");
      const what = "the answer to ActivateSession";
      const answered = await trace.waitFor(what, (event) => isAnswer(event) || isEnd(event), {
        within: timing.prompt,
        after: from,
        signal,
      });
      if (isEnd(answered)) continue;
      const patience = timing.by(timing.stated.openTimeout);
      await ifItComes(trace.waitFor("the first use of the session", isUse, { within: patience, after: answered.seq, signal }));
      return this.settle(isUse);
    }
  }

  /** What happens next is about the session that is open: what the client says from now on is its answer. */
  acts(): Socket {
    this.spoke = this.context.trace.position;
    return this.socket(this.current);
  }

  /** Ends all its connections but that of the session; it dials again. */
  leavesOthers(): void {
    this.sockets.forEach((socket, index) => {
      if (index + 1 !== this.current) socket.destroy();
    });
  }

  /** What the client does first in a session, such as subscribing, is over when it pauses. One that reads all the time never does. */
  private async settle(isUse: (event: TraceEvent) => boolean): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { quiet } = timing.stated;
    const latest = trace.now() + LONGEST_START * quiet;
    for (;;) {
      const within = Math.min(quiet, latest - trace.now());
      this.isNeverQuiet = within <= 0;
      if (this.isNeverQuiet) return;
      const wait = trace.waitFor("another request", isUse, { within, after: trace.position, signal });
      if ((await ifItComes(wait)) === undefined) return;
    }
  }

  /** Our end of a connection, for bytes that the library would never send. */
  private socket(connection: number): Socket {
    const socket = this.sockets[connection - 1];
    if (!socket) throw new Error(`server ${this.name} did not make connection ${connection} in this scenario`);
    return socket;
  }

  private report(): void {
    const { trace } = this.context;
    const state = (text: string) => trace.add({ kind: "state", actor: `server ${this.name}`, state: text });
    this.server.on("session_activated", () => state("session activated"));
    this.server.on("session_closed", () => state("session closed"));
  }
}

/** Number of the connection on which the request came that activated a session: the newest before our server said so. Pure. */
export function carrierOf(view: LinkView, { seq }: Stamp): number {
  const request = view.said().findLast((event) => event.message.type === "MSG" && event.seq < seq);
  if (!request) throw new Error(`server ${view.link} has a session without a request for it`);
  return request.connection;
}

/** The first connection on which our server answered an OpenSecureChannel of the client with a channel. Pure. */
export function channelGiven(view: LinkView): number | undefined {
  return view.told().find(({ message }) => message.type === "OPN" && !isRefusedChannel(message))?.connection;
}

function refusedTransport(view: LinkView): string | undefined {
  const [error] = view.told().flatMap(({ message }) => (message.type === "ERR" ? [message] : []));
  const code = error && statusName(error.code);
  return code?.startsWith("BadTcp") ? `the client with ${code}: ${error?.reason.value ?? "no reason"}` : undefined;
}

/**
 * The last refusal of our server on the client's way to a session, as far as its channel can be read: a ServiceFault, or the response with
 * a bad result. Pure.
 */
export function refusedSession(view: LinkView): string | undefined {
  for (const { connection, message } of view.told().toReversed()) {
    const answer = readChunk(message);
    const status = answer && answer.kind !== "request" ? serviceResult(answer.fields) : undefined;
    if (answer === undefined || status === undefined || !isBad(status)) continue;
    const asked = view.said(connection).map((event) => readChunk(event.message));
    const service = asked.find((each) => each?.requestId === answer.requestId)?.service;
    if (service === "CreateSession" || service === "ActivateSession") return `its ${service} with ${statusName(status)}`;
  }
  return undefined;
}

function readChunk(message: Message) {
  const chunk = message.type === "MSG" ? plainChunk(message) : undefined;
  const service = chunk && serviceOf(chunk.body);
  return service && { ...service, requestId: chunk.requestId };
}

/** The client logs in as the user that it was told, or as nobody. Pure. */
export function userManagerOf(login: ReturnType<typeof loginOf>): { isValidUser(user: string, password: string): boolean } {
  return { isValidUser: (user, password) => user === login?.user && password === login.password };
}

/** The reference server's decisions, but for what the options ask, which also tell us its sockets. */
function behaviourOf(
  { identity, hiddenUrl, dials = Infinity }: RealServerOptions,
  sockets: Socket[],
  reference: ServerBehaviour,
): Partial<ServerBehaviour> {
  return {
    reverseHello: ({ endpointUrl }) =>
      reference.reverseHello({ serverUri: identity.serverUri, endpointUrl: hiddenUrl ?? endpointUrl }),
    greet(socket, reverseHello) {
      sockets.push(socket);
      reference.greet(socket, reverseHello);
    },
    mayDial: (situation) => sockets.length < dials && reference.mayDial(situation),
    checkHello: (hello, known) =>
      reference.checkHello(hello, hiddenUrl ? { ...known, knownUrls: [...known.knownUrls, hiddenUrl] } : known),
  };
}

/** The certificate that a real server with this identity uses. */
export function serverCertificate(pki: TestPki, identity: Addresses, kind?: CertificateKind): Promise<TestCertificate> {
  return pki.certificate({
    applicationUri: identity.serverUri,
    hosts: [hostOf(identity.endpointUrl), "localhost", "127.0.0.1"],
    ...(kind ? { kind } : {}),
  });
}

function hostOf(url: string): string {
  return URL.parse(url.replace(/^opc\.tcp:/, "http:"))?.hostname ?? "localhost";
}
