import type { ApplicationIdentity, ChannelSecurity } from "../../../simulators/adopted";
import { NonUpgradedPeer, type NonUpgradedKind } from "../../../simulators/peers";
import { encodeSecured, type MessageType } from "../../protocol";
import { UnexpectedEventError, type TraceEvent } from "../../trace";
import type { ScenarioContext } from "./context";
import { ConformanceError } from "./conformance-error";
import { countsFrom } from "./counts-from";
import { ifItComes } from "./if-it-comes";
import type { SutMessage } from "./link-view";
import { judgeRefusal, type Refusal } from "./refusal";
import { settleReset } from "./settle-reset";
import { TestClient } from "./test-client";

/** Application URI of our clients' certificate. */
const OUR_URI = "urn:reverse-hello:test-client";

/** How our clients, which all listen on this machine, can be addressed. The last is the first, mapped (RFC 4291, 2.5.5.2). */
const HOSTS = {
  "an IPv4 address": "127.0.0.1",
  "a host name": "localhost",
  "an IPv6 address": "[::ffff:127.0.0.1]",
} as const;

/** Scenarios whose SUT is a server: we play the listening clients that it dials. */
export class ServerTest {
  readonly clients = new Map<string, TestClient>();

  constructor(private readonly context: ScenarioContext) {}

  async listen(names: readonly string[]): Promise<void> {
    for (const name of names) this.clients.set(name, await TestClient.start(name, this.context));
  }

  /** Where the server dials, a peer listens that was never upgraded. */
  async listenNonUpgraded(kind: NonUpgradedKind): Promise<void> {
    const { pki } = this.context.setup;
    const own = await pki.certificate({ applicationUri: "urn:reverse-hello:non-upgraded" });
    const peer = await new NonUpgradedPeer({ kind, pki: await pki.store(await this.context.folder("pki-peer"), { own }) }).start();
    this.context.defer(() => peer.stop());
    this.clients.set("A", await TestClient.watch("A", this.context, { host: "127.0.0.1", port: peer.port }));
  }

  client(name?: string): TestClient {
    const client = name === undefined ? this.clients.values().next().value : this.clients.get(name);
    if (!client) throw new Error(`no client ${name ?? ""} listens in this scenario`);
    return client;
  }

  /** Starts the SUT, configured to dial every listening client. */
  async start(
    request: { options?: readonly string[]; values?: Readonly<Record<string, string>> } = {},
    address?: keyof typeof HOSTS,
  ): Promise<void> {
    const clientUrl = [...this.clients.values()].map(({ link }) =>
      address === undefined ? link.url : `opc.tcp://${HOSTS[address]}:${link.port}`,
    );
    const port = await this.context.setup.ports.allocate();
    await this.context.startSut({ values: { port, ...request.values, clientUrl }, options: request.options ?? [] });
  }

  /** As `start`, secured: the server gets a certificate of its own and a store that trusts the test authority. */
  async startSecure(security: { policy: string; mode: string }): Promise<void> {
    const { pki, sut } = this.context.setup;
    const own = await pki.certificate({ applicationUri: sut.identity.applicationUri ?? "urn:reverse-hello:server-under-test" });
    // Ours is named one by one too: not every stack trusts what a trusted authority signed.
    const trusted = [await pki.certificate({ applicationUri: OUR_URI })];
    const folder = await pki.store(await this.context.folder("pki-sut"), { own, trusted });
    await this.start({
      options: ["security"],
      values: { pki: folder, securityPolicy: security.policy, securityMode: security.mode },
    });
  }

  /** A connection newer than the current one, that came or comes within `within` ms. */
  async dialsAnew(client: TestClient, within: number): Promise<void> {
    await client.reverseHello(within, this.positionAfter(client));
  }

  async claimsProfile(client: TestClient, profile: string): Promise<void> {
    const profiles = await this.adoptedOf(client).readArray("i=2269");
    if (!profiles.includes(profile))
      throw new ConformanceError(`${profile} in ServerProfileArray`, profiles.join(", ") || "nothing");
  }

  /** Every client has its ReverseHello and has not answered it. */
  async waitForFirstDials(): Promise<void> {
    for (const client of this.clients.values()) await client.reverseHello(this.context.timing.firstDial);
  }

  /**
   * The server dials again, not before `stated` ms (less its earliness) and by `stated` plus tolerance. The latter counts from the
   * ERR or the end of the connection, the former from the first moment from which the server may count.
   */
  async dialsAgain(client: TestClient, stated: number, what: string): Promise<void> {
    const { trace, timing, signal } = this.context;
    const from = await this.endOf(client);
    const early = timing.notBefore(stated);
    const since = countsFrom(client.view, client.current, from);
    // Some dial before they close.
    const hasty = client.view.dials().find((dial) => dial.connection > client.current && dial.seq < from.seq);
    if (hasty && hasty.t < since + early)
      throw new UnexpectedEventError(`dial to client ${client.name} before ${what} of ${stated} ms ends`, hasty, since, early);
    if (hasty) return void (await client.reverseHello(timing.prompt, hasty.seq - 1));
    await trace.never(`dial to client ${client.name} before ${what} of ${stated} ms ends`, (event) => client.view.isDial(event), {
      for: early,
      since,
      signal,
    });
    const within = from.t + timing.by(stated) - trace.now();
    const dial = await trace.waitFor(
      `a dial to client ${client.name} after ${what} of ${stated} ms`,
      (event) => client.view.isDial(event),
      { within, after: from.seq, signal },
    );
    if (dial.t - from.t > timing.by(stated)) {
      throw new ConformanceError(`a dial within ${timing.by(stated)} ms`, "a later dial", dial.t - from.t);
    }
    await client.reverseHello(timing.prompt, dial.seq - 1);
  }

  /** No dial to the client for `ms` from the first moment from which the server may count, on the current connection. */
  async doesNotDial(client: TestClient, ms: number): Promise<void> {
    const from = await this.endOf(client);
    await this.context.trace.never(`dial to client ${client.name}`, (event) => client.view.isDial(event), {
      for: ms,
      since: countsFrom(client.view, client.current, from),
      signal: this.context.signal,
    });
  }

  /** The moment from which a redial delay counts. */
  async endOf(client: TestClient): Promise<TraceEvent> {
    const { trace, timing, signal } = this.context;
    const isEnd = (event: Parameters<typeof client.view.isTold>[0]) =>
      client.view.isTold(event, client.current, "ERR") || client.view.isClosing(event, client.current);
    return trace.waitFor(`the end of connection ${client.current} of client ${client.name}`, isEnd, {
      within: timing.prompt,
      signal,
    });
  }

  /**
   * Exactly `count` connections wait, or at least one, soon, and it stays so for twice the redial delay; not as long as the server gives
   * a connection, since it may then make another.
   */
  async waits(client: TestClient, count: number | "some"): Promise<void> {
    const { trace, timing, signal } = this.context;
    const { redial, connectTimeout } = timing.stated;
    const holds = () => (count === "some" ? client.view.waiting().length > 0 : client.view.waiting().length === count);
    const what = `${count === "some" ? 1 : count} waiting connection(s) at client ${client.name}`;
    if (!holds()) await trace.waitFor(what, holds, { within: timing.by(redial), after: trace.position, signal });
    const window = Math.min(2 * redial, connectTimeout / 2);
    await trace.never(`change from ${what}`, () => !holds(), { for: window, signal });
  }

  async says(client: TestClient, type: MessageType): Promise<SutMessage> {
    if (client.current === 0) await client.reverseHello(this.context.timing.firstDial);
    const { trace, timing, signal } = this.context;
    const match = (event: Parameters<typeof client.view.isSaid>[0]): event is SutMessage =>
      client.view.isSaid(event, client.current, type);
    return trace.waitFor(`${type} from the server on connection ${client.current}`, match, { within: timing.prompt, signal });
  }

  /** The two halves of a refusal: what was said (ERR with one of the codes, any, or nothing) and that it was closed. */
  async refuses(client: TestClient, how: Refusal): Promise<void> {
    await this.closes(client);
    await settleReset(this.context, client.view, client.current);
    judgeRefusal(client, how, this.context.timing.notBefore(this.context.timing.stated.connectTimeout));
  }

  /** Gives the server time for an answer and a close; silence is right too. What it says is judged on the record. */
  async mayAnswer(client: TestClient): Promise<void> {
    await ifItComes(this.closes(client));
  }

  /** The server refuses buffers that are too small, or makes do with what an ECC policy needs at least. */
  async refusesOrAcknowledges(client: TestClient, least: number): Promise<void> {
    const { trace, timing, signal } = this.context;
    await trace.waitFor(
      `Acknowledge or a close on connection ${client.current}`,
      (event) => client.view.isSaid(event, client.current, "ACK") || client.view.isClosing(event, client.current),
      { within: timing.prompt, signal },
    );
    const ack = client.view.said(client.current).find(({ message }) => message.type === "ACK")?.message;
    if (ack?.type !== "ACK") return this.refuses(client, "with or without an Error");
    const size = Math.min(ack.receiveBufferSize, ack.sendBufferSize);
    if (size < least)
      throw new ConformanceError(`a refusal, or buffers of ${least} bytes at least in Acknowledge`, `${size} bytes`);
    client.raw().end();
  }

  /** The server itself ends the current connection. */
  async closes(client: TestClient, within = this.context.timing.prompt): Promise<void> {
    const { trace, signal } = this.context;
    await trace.waitFor(
      `the server to close connection ${client.current}`,
      (event) => client.view.isClosing(event, client.current),
      { within, signal },
    );
    const closing = client.view.closing(client.current);
    if (closing?.by !== "sut")
      throw new ConformanceError("the server to close the connection", client.view.observed(client.current));
  }

  /** The connection stays open, and nothing is said on it, for `ms` from now. */
  async keeps(client: TestClient, ms: number): Promise<void> {
    const disturbed = (event: Parameters<typeof client.view.isTold>[0]) =>
      client.view.isClosing(event, client.current) || client.view.isSaid(event, client.current);
    await this.context.trace.never(`message or close on connection ${client.current}`, disturbed, {
      for: ms,
      signal: this.context.signal,
    });
  }

  /** The SUT ends and starts anew, with the same clients. */
  async restart(): Promise<void> {
    await this.context.stopSut();
    await this.start();
  }

  /** The client's last request once more, in order, but with the id of another client's channel (channels without security). */
  async repeatsRequestOn(client: TestClient, other: TestClient): Promise<void> {
    const [last, foreign] = [client, other].map(
      ({ view, current }) => view.told(current).findLast(({ message }) => message.type === "MSG")?.message,
    );
    if (last?.type !== "MSG" || foreign?.type !== "MSG") throw new Error("both clients need an open session for this");
    const body = Buffer.from(last.trailing);
    // Sequence header (Part 6, 6.7.2.4): sequence number and request id.
    for (const offset of [0, 4]) body.writeUInt32LE(body.readUInt32LE(offset) + 1, offset);
    await client.raw().send(encodeSecured("MSG", { secureChannelId: foreign.secureChannelId, tokenId: last.tokenId, body }));
  }

  /** Opens a secure channel without security, and no session. */
  async opensChannel(client: TestClient): Promise<void> {
    await client.adopt(await this.identity());
    this.note(client, "channel open");
  }

  /** Opens a channel and a session on the current connection, reads a value, and leaves both open. */
  async opensSession(client: TestClient, security?: ChannelSecurity): Promise<void> {
    const adopted = await client.adopt(await this.identity(), security);
    await adopted.openSession();
    await adopted.readTime();
    this.note(client, `session open (${security ? `${security.policy} ${security.mode}` : "None"})`);
  }

  /** Two passes, as a client must: GetEndpoints without security for the certificate, close, then the server's next dial. */
  async opensSecureSession(client: TestClient, choice: Omit<ChannelSecurity, "serverCertificate">): Promise<void> {
    const serverCertificate = await this.fetchCertificate(client);
    await client.reverseHello(this.context.timing.firstDial, this.positionAfter(client));
    await this.opensSession(client, { ...choice, serverCertificate });
  }

  async opensSessionOnNext(client: TestClient): Promise<void> {
    // What our own end has given up may still look open on the server's side.
    const waiting = client.view.waiting().findLast((connection) => !client.gaveUp(connection));
    const { timing, trace } = this.context;
    if (waiting === undefined) await client.reverseHello(timing.firstDial, trace.position);
    else await client.reverseHello(timing.prompt, 0, waiting - 1);
    await this.opensSession(client);
  }

  /** Tries each connection that the server offers until one carries a session; for faults that break some of them on purpose. */
  async opensSessionEventually(client: TestClient, tries = 4): Promise<void> {
    for (let beyond = 0, left = tries; ; left -= 1) {
      try {
        // What ended in the meantime carries nothing any more: the newest that still waits, or the next to come.
        const waiting = client.view.waiting().at(-1) ?? 0;
        const last = client.view.said().findLast(({ message }) => message.type === "RHE")?.connection ?? 0;
        await client.reverseHello(this.context.timing.firstDial, 0, waiting > beyond ? waiting - 1 : Math.max(beyond, last));
        await this.opensSession(client);
        return;
      } catch (error) {
        if (left <= 1) throw error;
        beyond = client.current;
      }
    }
  }

  async sessionWorks(client: TestClient): Promise<void> {
    await this.adoptedOf(client).readTime();
  }

  async closesSession(client: TestClient): Promise<void> {
    await this.adoptedOf(client).closeSession();
    await this.adoptedOf(client).close();
    this.note(client, "session closed");
  }

  dropsSession(client: TestClient): void {
    client.raw().reset();
  }

  /** Compares the ReverseHello with what GetEndpoints says on the same connection. */
  async agreesWithEndpoints(client: TestClient, field: string): Promise<void> {
    const { message } = await this.says(client, "RHE");
    if (message.type !== "RHE") throw new Error("not a ReverseHello");
    const endpoints = await (await client.adopt(await this.identity())).getEndpoints();
    const said = field === "ServerUri" ? message.serverUri.value : message.endpointUrl.value;
    const known = endpoints.map((endpoint) => (field === "ServerUri" ? endpoint.server.applicationUri : endpoint.endpointUrl));
    if (!known.includes(said)) throw new ConformanceError(`${field} to be one of ${[...new Set(known)].join(", ")}`, String(said));
  }

  /** GetEndpoints without security on the current connection, then close; the server's certificate comes back. */
  private async fetchCertificate(client: TestClient): Promise<Buffer> {
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

  /** The connection after the current one may already wait, since the server dials when a channel opens. */
  private positionAfter(client: TestClient): number {
    const dials = client.view.dials();
    const next = dials.find((dial) => dial.connection > client.current);
    return next ? next.seq - 1 : this.context.trace.position;
  }

  private adoptedOf(client: TestClient) {
    if (!client.adopted) throw new Error(`our client ${client.name} has no session in this scenario`);
    return client.adopted;
  }

  private note(client: TestClient, state: string): void {
    this.context.trace.add({ kind: "state", actor: `client ${client.name}`, state });
  }
}
