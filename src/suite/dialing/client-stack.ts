import type { AdoptedClient, ApplicationIdentity } from "../../../simulators/adopted";
import { abortedChunks } from "../../../simulators/wire";
import { encodeSecured, plainChunk, statusName } from "../../protocol";
import { DeadlineError, type SutMessage, type TraceEvent } from "../../trace";
import { messageOf } from "../../text";
import { raceAbort } from "../../waiting";
import type { SecurityChoice } from "../attach";
import type { AdoptManner, ListeningPeer } from "../conversation/listening-peer";
import { ConformanceError, judged, NotJudgedError, StateNotReachedError } from "../expect/errors";
import { ifItComes } from "../expect/if-it-comes";
import type { ScenarioContext } from "../scenario/context";

/** Application URI of our clients' certificate. */
export const OUR_URI = "urn:reverse-hello:test-client";

/** As many connections are tried as a server offers; a limit only so that a server that offers them without end is judged. */
const MOST_TRIES = 50;
/** One that our own network broke says nothing about the server; when it breaks so many, nothing can be said. */
const MOST_BROKEN = 250;

/** So many connections in a row may end just when our client takes them: those of a server that ends what waits for long. */
const MOST_CYCLES = 3;

/** No stack of ours comes as far as this with its request ids in a scenario. */
const UNUSED_IDS = 1_000_000;

/** The requirement that connections carry sessions. */
const OF_SESSIONS = "RC-048";

/** ServerStatus, which every server has: so often it is longer than the smallest buffer, though the request fits there. */
const SERVER_STATUS = "i=2256";
const MANY_VALUES = 200;

/** The server ended a connection before anything that we said reached it. */
function isLeftAlone({ view }: ListeningPeer, connection: number): boolean {
  return view.closing(connection)?.by === "sut" && view.firstHeard(connection) === undefined;
}

/**
 * Which connection comes next that nothing has been said on, as the number before it: the newest that still waits, if it is over `beyond`,
 * or else the next to come. What ended in the meantime carries nothing any more.
 */
function before({ view }: ListeningPeer, beyond: number): { number: number; waits: boolean } {
  const waiting = view.waiting().at(-1) ?? 0;
  if (waiting > beyond) return { number: waiting - 1, waits: true };
  const last = view.said().findLast(({ message }) => message.type === "RHE")?.connection ?? 0;
  return { number: Math.max(beyond, last), waits: false };
}

/** The server has made no other connection in its time: it will make none. */
function isLastWait(error: unknown): boolean {
  return error instanceof DeadlineError && error.what.startsWith("a ReverseHello from");
}

/** What a real client stack of ours does with connections that the server under test made. */
export class ClientStack {
  constructor(private readonly context: ScenarioContext) {}

  /** Opens a secure channel without security on the current connection, and no session. */
  async opensChannel(client: ListeningPeer): Promise<void> {
    await client.adopt(await this.identity());
    this.opened(client, "channel open");
  }

  /** Opens a channel and a session on the current connection, reads a value, and leaves both open. */
  async opensSession(client: ListeningPeer, manner: AdoptManner = {}): Promise<void> {
    const { usualSecurity } = this.context;
    const security = manner.security ?? usualSecurity;
    const adopted = await client.adopt(await this.identity(), { ...manner, ...(security && { security }) });
    await this.hasSession(adopted);
    await adopted.readTime();
    this.opened(client, `session open (${security ? `${security.policy} ${security.mode}` : "None"})`);
  }

  /**
   * A server may have no more sessions to give (Part 4, 5.7.2.3), and one whose connection was cut lives on until its timeout: that judges
   * only what is about sessions.
   */
  private async hasSession(adopted: AdoptedClient): Promise<void> {
    try {
      await adopted.openSession();
    } catch (error) {
      const isFull = error instanceof Error && error.message.includes("BadTooManySessions");
      if (!isFull || this.context.setup.judges.includes(OF_SESSIONS)) throw error;
      throw new StateNotReachedError("a session, of which the server has no more to give", error);
    }
  }

  /** Sessions on whatever connections come, until `end`; a network that loses packets spoils some of them. */
  async opensSessionsUntil(client: ListeningPeer, end: number): Promise<void> {
    const { trace, signal } = this.context;
    for (let beyond = 0; trace.now() < end && !signal.aborted; beyond = Math.max(beyond + 1, client.current)) {
      const within = end - trace.now();
      const waiting = client.view.waiting().at(-1) ?? 0;
      const came = await ifItComes(client.reverseHello(within, 0, waiting > beyond ? waiting - 1 : beyond));
      if (came) await this.opensSession(client).catch(() => undefined);
    }
  }

  /** What the network swallows: no session within its time, and its connection is given up. */
  async opensNoSession(client: ListeningPeer): Promise<void> {
    let opened = true;
    await this.opensSession(client).catch(() => (opened = false));
    if (opened) throw new Error(`client ${client.name} has a session although the network swallows what it needs`);
  }

  /** A session on the secure channel that is open already. */
  async opensSessionOnChannel(client: ListeningPeer): Promise<void> {
    await this.hasSession(this.adoptedOf(client));
    await this.adoptedOf(client).readTime();
    this.opened(client, "session open (None)");
  }

  /** Two passes, as a client must: GetEndpoints without security for the certificate, close, then the server's next dial. */
  async opensSecureSession(client: ListeningPeer, choice: SecurityChoice): Promise<void> {
    const serverCertificate = await this.fetchCertificate(client);
    await client.reverseHello(this.context.timing.firstDial, 0, client.current);
    await this.opensSession(client, { security: { ...choice, serverCertificate } });
  }

  /** On the current connection, unless the server has given it up: then it is closed, and Hello is not acknowledged. */
  async opensSessionIfOpen(client: ListeningPeer): Promise<void> {
    const { view, current } = client;
    const isGone = () => view.closing(current) !== undefined && view.said(current).every(({ message }) => message.type !== "ACK");
    if (isGone()) return;
    try {
      await judged("a session, or a closed connection", () => this.opensSession(client));
    } catch (error) {
      if (!isGone()) throw error;
    }
  }

  /**
   * On the connection that waits, or the next one that comes; with the security that the server was told, which need not serve any other.
   * That takes one more connection, for the certificate.
   */
  async opensSessionOnNext(client: ListeningPeer, choice?: SecurityChoice): Promise<void> {
    const opens = () => (choice ? this.opensSecureSession(client, choice) : this.opensSession(client));
    for (let tries = 1; ; tries += 1) {
      await this.takesNext(client);
      const { current } = client;
      try {
        return await judged("a session on the server's next connection", opens);
      } catch (error) {
        if (tries >= MOST_CYCLES || !isLeftAlone(client, current)) throw error;
      }
    }
  }

  /** The connection that waits becomes the current one, or the next that comes. */
  private async takesNext(client: ListeningPeer): Promise<void> {
    // What our own end has given up may still look open on the server's side.
    const waiting = client.view.waiting().findLast((connection) => !client.gaveUp(connection));
    const { timing, trace } = this.context;
    if (waiting === undefined) await client.reverseHello(timing.firstDial + this.pauseOf(client), trace.position);
    else await client.reverseHello(timing.prompt, 0, waiting - 1);
  }

  /** How long, in ms, the server may keep from dialing for what it was told last: BadTcpMessageTypeInvalid suspends it, also in a session. */
  private pauseOf({ view, current }: ListeningPeer): number {
    const { timing, setup } = this.context;
    const suspends = ({ message }: SutMessage) => message.type === "ERR" && statusName(message.code) === "BadTcpMessageTypeInvalid";
    const mayPause = setup.dialect === "netstandard" && setup.sut.capabilities.has("suspension");
    return mayPause && view.told(current).some(suspends) ? timing.stated.suspension : 0;
  }

  /** Tries each connection that the server offers until one carries a session; for faults that break some of them on purpose. */
  async opensSessionEventually(client: ListeningPeer): Promise<void> {
    for (let [beyond, tries, broken] = [0, 0, 0]; ;) {
      try {
        await client.reverseHello(this.context.timing.firstDial, 0, before(client, beyond).number);
        await judged("a session on a later connection", () => this.opensSession(client));
        return;
      } catch (error) {
        if (this.context.signal.aborted || isLastWait(error)) throw error;
        beyond = client.current;
        if (this.isBroken(client)) broken += 1;
        else tries += 1;
        if (tries >= MOST_TRIES) throw error;
        if (broken >= MOST_BROKEN)
          throw new NotJudgedError(`a fault of this scenario struck each of ${broken} connections; end it (times, for)`);
      }
    }
  }

  /** Whether a fault of the scenario struck the current connection. */
  private isBroken({ view, current }: ListeningPeer): boolean {
    const { events } = this.context.trace;
    return events.some((event) => event.kind === "fault" && event.link === view.link && event.connection === current);
  }

  /**
   * As `opensSessionEventually`, on a connection whose ReverseHello has come within `within` ms from now. What seems to wait may be dead
   * at the other end: it is tried, until it fails or the server makes another, and then the next.
   */
  async opensSessionWithin(client: ListeningPeer, within: number): Promise<void> {
    const { trace, timing, signal } = this.context;
    const since = trace.now();
    for (let beyond = 0; ; beyond = client.current) {
      const { number, waits } = before(client, beyond);
      const patience = waits ? timing.prompt : Math.max(1, since + within - trace.now());
      const { t } = await client.reverseHello(patience, 0, number);
      if (t - since > within) throw new ConformanceError(`a ReverseHello within ${within} ms`, "a later one", t - since);
      try {
        return await this.opensUnlessNewer(client);
      } catch (error) {
        if (signal.aborted) throw error;
      }
    }
  }

  /** Opens a session on the current connection; rejects when the server makes a newer one instead of an answer to our Hello. */
  private async opensUnlessNewer(client: ListeningPeer): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { view, current } = client;
    const isAnswered = () => view.said(current).some(({ message }) => message.type === "ACK");
    const isNewer = (event: TraceEvent): event is SutMessage =>
      view.isSaid(event, undefined, "RHE") && event.connection > current && !isAnswered();
    const over = new AbortController();
    const until = {
      within: timing.by(timing.stated.connectTimeout),
      after: trace.position,
      signal: AbortSignal.any([signal, over.signal]),
    };
    const newer = ifItComes(trace.waitFor("a newer connection", isNewer, until)).then((event) =>
      event
        ? Promise.reject(new Error(`connection ${current} is dead: the server made another`))
        : new Promise<never>(() => undefined),
    );
    const opened = this.opensSession(client);
    try {
      await Promise.race([opened, newer]);
    } catch (error) {
      // What was begun on the old connection must not go on with the next one.
      client.raw(current).socket.destroy();
      await opened.catch(() => undefined);
      throw error;
    } finally {
      over.abort();
    }
  }

  /**
   * Whether what was open before still gives a value, promptly. Either way it is closed, as a client does with what does not answer: some
   * servers dial again only when it is gone.
   */
  async goesOn(client: ListeningPeer): Promise<boolean> {
    const { adopted, view, current } = client;
    if (!adopted || view.closing(current)) return false;
    try {
      await raceAbort(adopted.goesOn(), AbortSignal.timeout(this.context.timing.prompt));
    } catch {
      client.closes();
      return false;
    }
    await this.closesSession(client);
    return true;
  }

  async sessionWorks(client: ListeningPeer): Promise<void> {
    const read = () => this.adoptedOf(client).readTime();
    await judged("the session to answer a Read", read, () => client.view.observed(client.current));
  }

  async closesSession(client: ListeningPeer): Promise<void> {
    await this.adoptedOf(client).closeSession();
    client.speaks();
    await this.adoptedOf(client).close();
    this.note(client, "session closed");
  }

  /** The client's last request once more, in order, but with the id of another client's channel (channels without security). */
  async repeatsRequestOn(client: ListeningPeer, other: ListeningPeer): Promise<void> {
    const [last, foreign] = [client, other].map(
      ({ view, current }) => view.told(current).findLast(({ message }) => message.type === "MSG")?.message,
    );
    if (last?.type !== "MSG" || foreign?.type !== "MSG") throw new Error("both clients need an open session for this");
    const body = Buffer.from(last.trailing);
    // Sequence header (Part 6, 6.7.2.4): sequence number and request id.
    for (const offset of [0, 4]) body.writeUInt32LE(body.readUInt32LE(offset) + 1, offset);
    await client.send(encodeSecured("MSG", { secureChannelId: foreign.secureChannelId, tokenId: last.tokenId, body }), {
      deliberate: true,
    });
  }

  /** Begins a request, and gives it up behind its first chunk, as a client may (Part 6, 6.7.3). */
  async givesUpRequest(client: ListeningPeer): Promise<void> {
    const sent = client.view.told(client.current).map(({ message }) => message);
    const last = sent.findLast((message) => message.type === "MSG");
    const plain = last?.type === "MSG" ? plainChunk(last) : undefined;
    if (last?.type !== "MSG" || !plain) throw new Error(`our client ${client.name} has sent no request that it could begin again`);
    // Another request id than those that the stack takes: nobody waits for an answer.
    const id = plain.requestId + UNUSED_IDS;
    await client.send(abortedChunks(last, plain.sequenceNumber + 1, id, plain.body.subarray(0, plain.body.length / 2)));
    this.adoptedOf(client).numbersOn(2);
  }

  /** Asks for more than one chunk of the smallest buffer holds. Resolves with why there is no answer: a server may refuse. */
  async asksForLongAnswer(client: ListeningPeer): Promise<string | undefined> {
    return this.adoptedOf(client)
      .readTimes(SERVER_STATUS, MANY_VALUES)
      .then(() => undefined, messageOf);
  }

  async claimsProfile(client: ListeningPeer, profile: string): Promise<void> {
    const profiles = await this.adoptedOf(client).readArray("i=2269");
    if (!profiles.includes(profile))
      throw new ConformanceError(`${profile} in ServerProfileArray`, profiles.join(", ") || "nothing");
  }

  /** Compares the ReverseHello on the current connection with what GetEndpoints says on the same. */
  async agreesWithEndpoints(client: ListeningPeer, field: string): Promise<void> {
    const { serverUri, endpointUrl } = client.addresses;
    const endpoints = await (await client.adopt(await this.identity())).getEndpoints();
    const said = field === "ServerUri" ? serverUri : endpointUrl;
    const known = endpoints.map((endpoint) => (field === "ServerUri" ? endpoint.server.applicationUri : endpoint.endpointUrl));
    if (!known.includes(said)) throw new ConformanceError(`${field} to be one of ${[...new Set(known)].join(", ")}`, said);
  }

  /** GetEndpoints without security on the current connection, then close; the server's certificate comes back. */
  private async fetchCertificate(client: ListeningPeer): Promise<Buffer> {
    const adopted = await client.adopt(await this.identity());
    const endpoints = await adopted.getEndpoints();
    await adopted.close();
    const certificate = endpoints.find((endpoint) => endpoint.serverCertificate?.length > 0)?.serverCertificate;
    if (!certificate) throw new ConformanceError("a server certificate in GetEndpoints", "none");
    return certificate;
  }

  /** Our own certificate; servers that check it are given a store that trusts it. */
  private identity(): Promise<ApplicationIdentity> {
    return this.context.setup.pki.certificate({ applicationUri: OUR_URI });
  }

  private adoptedOf(client: ListeningPeer): AdoptedClient {
    if (!client.adopted) throw new Error(`our client ${client.name} has no session in this scenario`);
    return client.adopted;
  }

  /** Our stack has come so far, and has the answers to all that it said. */
  private opened(client: ListeningPeer, state: string): void {
    client.speaks();
    this.note(client, state);
  }

  private note(client: ListeningPeer, state: string): void {
    this.context.trace.add({ kind: "state", actor: `client ${client.name}`, state });
  }
}
