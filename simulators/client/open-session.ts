import { UserTokenType, type EndpointDescription, type UserIdentityInfo } from "node-opcua";
import { raceAbort } from "../../src/waiting";
import type { ClientBehaviour } from "./behaviour";
import type { ConnectionFilter, ServerFields } from "./server-fields";
import type { CachedServer, CertificateCache } from "./certificate-cache";
import { thumbprintOf } from "./check-server";
import type { ReverseConnection } from "./connection";
import { decodeEndpoints, encodeEndpoints, selectEndpoint, summarize } from "./endpoints";
import { isReverseConnectError, ReverseConnectError } from "./errors";
import type { ClientEvent } from "./events";
import type { ClientIdentity } from "./identity";
import { ReverseClient } from "./reverse-client";
import { ReverseSession } from "./session";
import type { EndpointSummary, SessionOptions, UserIdentity } from "./session-options";
import { messageOf } from "../../src/text";

/** What a session needs from its manager. */
export interface SessionContext {
  readonly behaviour: ClientBehaviour;
  readonly cache: CertificateCache;
  /** ms */
  readonly waitTimeout: number;
  /** ms */
  readonly linger: number;
  readonly stopping: AbortSignal;
  readonly listenUrl: string;
  identity(): Promise<ClientIdentity>;
  /** The next connection of a server, ahead of all registrations. */
  claim(filter: ConnectionFilter, options: { timeout: number; signal: AbortSignal }): Promise<ReverseConnection>;
  /** Puts a claimed connection back that is not needed after all, for whoever wants it. */
  giveBack(connection: ReverseConnection): void;
  /** Keeps a waiting connection of a server for as long as the session lives; returns the function that ends that. */
  keep(filter: ConnectionFilter): () => void;
  track(session: ReverseSession): void;
  emit(event: ClientEvent): void;
}

const DEFAULT_CHANNEL_TIMEOUT = 10_000;
const DEFAULT_REQUEST_TIMEOUT = 15_000;
const DEFAULT_SESSION_TIMEOUT = 60_000;

/** GetEndpoints without security over one connection, which is closed then. */
export async function discover(
  context: SessionContext,
  connection: ReverseConnection,
  options: Pick<SessionOptions, "channelTimeout" | "requestTimeout" | "signal" | "identity">,
): Promise<{ endpoints: readonly EndpointDescription[]; summaries: readonly EndpointSummary[] }> {
  const client = new ReverseClient({
    behaviour: context.behaviour,
    identity: options.identity ?? (await context.identity()),
    securityMode: "None",
    securityPolicy: "None",
    channelTimeout: options.channelTimeout ?? DEFAULT_CHANNEL_TIMEOUT,
    requestTimeout: options.requestTimeout ?? DEFAULT_REQUEST_TIMEOUT,
    linger: context.linger,
    listenUrl: context.listenUrl,
    next: () => Promise.reject(new ReverseConnectError("CONNECTION_CLOSED", "GetEndpoints is tried on one connection only")),
    giveBack: (unused) => context.giveBack(unused),
  });
  await client.connect(connection, anyOf(context, options.signal));
  await client.disconnect();
  return { endpoints: client.endpoints, summaries: client.endpoints.map(summarize) };
}

/** See ReverseConnection.createSession. */
export async function openSession(
  context: SessionContext,
  connection: ReverseConnection,
  options: SessionOptions,
): Promise<ReverseSession> {
  return new SessionOpening(context, connection, options).run(connection);
}

class SessionOpening {
  private readonly server: ServerFields;
  private readonly filter: ConnectionFilter;
  private readonly signal: AbortSignal;
  private readonly cache: CertificateCache;
  private readonly secure: boolean;
  private stopKeeping: () => void = () => undefined;
  private keeps = false;
  private over = false;
  private session: ReverseSession | undefined;
  /** The certificate was fetched again since a secure channel last opened; once is enough. */
  private refetched = false;
  private suspect = false;
  private client: ReverseClient | undefined;
  private ownIdentity: ClientIdentity | undefined;

  constructor(
    private readonly context: SessionContext,
    connection: ReverseConnection,
    private readonly options: SessionOptions,
  ) {
    this.server = { serverUri: connection.serverUri, endpointUrl: connection.endpointUrl };
    this.filter = options.reconnectFilter ?? this.server;
    this.signal = anyOf(context, options.signal);
    this.cache = options.certificateCache ?? context.cache;
    this.secure = (options.securityMode ?? "None") !== "None";
  }

  async run(connection: ReverseConnection): Promise<ReverseSession> {
    this.report("opening");
    try {
      this.ownIdentity = this.options.identity ?? (await this.context.identity());
      const client = await (this.secure ? this.connectSecure(connection) : this.connectPlain(connection));
      return await this.createSession(client);
    } catch (error) {
      this.over = true;
      this.stopKeeping();
      connection.refuse(undefined);
      const failure = this.signal.aborted ? (this.signal.reason as Error) : error;
      this.report("failed", messageOf(failure));
      throw failure;
    }
  }

  /** Only a server that has opened a channel may have further connections kept: a stranger who claims a server's name would keep its own from it. */
  private keepSpare(): void {
    if (this.keeps || this.over || this.options.reconnect === false) return;
    this.keeps = true;
    this.stopKeeping = this.context.keep(this.filter);
  }

  private get identity(): ClientIdentity {
    if (!this.ownIdentity) throw new Error("the identity is opened before anything needs it");
    return this.ownIdentity;
  }

  private async connectPlain(connection: ReverseConnection): Promise<ReverseClient> {
    const client = this.newClient(undefined);
    await client.connect(connection, this.signal);
    return client;
  }

  private async connectSecure(connection: ReverseConnection): Promise<ReverseClient> {
    const cached = await this.cache.get(this.server);
    if (!cached) return this.connectFresh(connection);
    await this.check(cached.certificate);
    const client = this.newClient(cached);
    try {
      await client.connect(connection, this.signal);
      return client;
    } catch (error) {
      if (!client.failedAfterAcknowledge || this.signal.aborted || !this.context.behaviour.looksForNewCertificate()) throw error;
      // The server may have another certificate by now: look once, on its next connection.
      const next = await this.claim();
      return this.connectFresh(next, { certificate: cached.certificate, error });
    }
  }

  /** First connection: GetEndpoints, and the certificate is checked and kept. Second connection: the secure channel. */
  private async connectFresh(connection: ReverseConnection, old?: { certificate: Buffer; error: unknown }): Promise<ReverseClient> {
    const abort = new AbortController();
    // Claimed before the first one is used: a server may dial again as soon as its channel is open (RC-032).
    const next = this.claim(abort.signal);
    next.catch(() => undefined);
    try {
      const fresh = await this.fetch(connection);
      if (old?.certificate.equals(fresh.certificate)) throw old.error;
      const client = this.newClient(fresh);
      await client.connect(await next, this.signal);
      return client;
    } catch (error) {
      abort.abort();
      void next.then((unused) => this.context.giveBack(unused)).catch(() => undefined);
      throw error;
    }
  }

  private async fetch(connection: ReverseConnection): Promise<CachedServer> {
    const { endpoints } = await discover(this.context, connection, { ...this.options, identity: this.identity });
    const { securityMode: mode = "None", securityPolicy: policy = "Basic256Sha256" } = this.options;
    const endpoint = selectEndpoint(endpoints, mode, policy, this.server.serverUri);
    const entry = { certificate: endpoint.serverCertificate, endpoints: encodeEndpoints(endpoints) };
    const old = await this.cache.get(this.server);
    const changed = old !== undefined && !old.certificate.equals(entry.certificate);
    const thumbprint = thumbprintOf(entry.certificate);
    this.context.emit({ type: "certificate-fetched", serverUri: this.server.serverUri, thumbprint, changed });
    await this.check(entry.certificate);
    this.context.behaviour.checkEndpoints(endpoints, this.server);
    await this.cache.set(this.server, entry);
    return entry;
  }

  private check(certificate: Buffer): Promise<void> {
    const { serverUri } = this.server;
    return this.context.behaviour.checkCertificate({
      certificate,
      server: this.server,
      identity: this.identity,
      hostNameCheck: this.options.hostNameCheck ?? "refuse",
      report: (message) => this.context.emit({ type: "host-name-mismatch", serverUri, message }),
    });
  }

  private newClient(known: CachedServer | undefined): ReverseClient {
    const endpoints = known ? decodeEndpoints(known.endpoints) : [];
    return new ReverseClient({
      behaviour: this.context.behaviour,
      identity: this.identity,
      securityMode: this.options.securityMode ?? "None",
      securityPolicy: this.secure ? (this.options.securityPolicy ?? "Basic256Sha256") : "None",
      ...(known ? { serverCertificate: known.certificate } : {}),
      ...(endpoints.length > 0 ? { endpoints } : {}),
      channelTimeout: this.options.channelTimeout ?? DEFAULT_CHANNEL_TIMEOUT,
      requestTimeout: this.options.requestTimeout ?? DEFAULT_REQUEST_TIMEOUT,
      linger: this.context.linger,
      sessionTimeout: this.options.sessionTimeout ?? DEFAULT_SESSION_TIMEOUT,
      listenUrl: this.context.listenUrl,
      opened: () => this.keepSpare(),
      next: (signal) => this.nextAfterLoss(signal),
      giveBack: (unused) => this.context.giveBack(unused),
    });
  }

  private claim(signal?: AbortSignal): Promise<ReverseConnection> {
    const timeout = this.options.dialTimeout ?? this.context.waitTimeout;
    return this.context.claim(this.filter, { timeout, signal: signal ? AbortSignal.any([signal, this.signal]) : this.signal });
  }

  private async createSession(client: ReverseClient): Promise<ReverseSession> {
    try {
      const { behaviour } = this.context;
      behaviour.checkEndpoints(client.endpoints, this.server);
      const session = await raceAbort(client.client.createSession(toUserIdentity(this.options.userIdentity)), this.signal);
      const told = session as unknown as { serverEndpoints?: EndpointDescription[] };
      behaviour.checkEndpoints(told.serverEndpoints ?? [], this.server);
      const close = async () => {
        this.stopKeeping();
        await client.disconnect();
      };
      const opened = new ReverseSession({ ...this.server, session, client: client.client, close });
      this.watch(client, opened);
      return opened;
    } catch (error) {
      await client.disconnect();
      if (isReverseConnectError(error) || this.signal.aborted) throw error;
      throw new ReverseConnectError("SESSION_FAILED", `server ${this.server.serverUri}: no session (${messageOf(error)})`, {
        cause: error,
      });
    }
  }

  private watch(client: ReverseClient, session: ReverseSession): void {
    this.client = client;
    this.session = session;
    this.context.track(session);
    this.report("open");
    session.onState((state, detail) => {
      this.report(state === "open" ? "recovered" : state, detail);
    });
    const { client: opcua } = client;
    const lost = new ReverseConnectError("CONNECTION_CLOSED", `server ${this.server.serverUri}: the connection was lost`);
    opcua.on("close", () => void session.fail(lost));
    if (this.options.reconnect !== false) client.reconnectForEver();
    opcua.on("connection_lost", () => session.setState("lost"));
    opcua.on("reconnection_attempt_has_failed", () => {
      if (this.secure && client.failedAfterAcknowledge && !this.refetched)
        this.suspect = this.context.behaviour.looksForNewCertificate();
    });
    opcua.on("connection_reestablished", () => {
      this.refetched = false;
      session.setState("open");
    });
  }

  private async nextAfterLoss(signal: AbortSignal): Promise<ReverseConnection> {
    const connection = await this.context.claim(this.filter, {
      timeout: Infinity,
      signal: AbortSignal.any([signal, this.context.stopping]),
    });
    if (!this.suspect) return connection;
    this.suspect = false;
    this.refetched = true;
    await this.refetch(connection);
    // The library keeps one certificate for all attempts of a channel. This name in an error makes it give the channel up at
    // once; it then makes another one with the certificate that we have set, and asks for a connection again.
    throw new Error("BadTcpInternalError: the certificate was fetched, a new secure channel has to be made");
  }

  private async refetch(connection: ReverseConnection): Promise<void> {
    try {
      const fresh = await this.fetch(connection);
      if (this.client) this.client.serverCertificate = fresh.certificate;
    } catch (error) {
      // A connection that broke is tried again; a certificate that may not be trusted ends the session.
      if (isReverseConnectError(error) && /^(CERTIFICATE|APPLICATION|ENDPOINT)_/.test(error.code)) void this.session?.fail(error);
    }
  }

  private report(state: Extract<ClientEvent, { type: "session" }>["state"], detail?: string): void {
    this.context.emit({ type: "session", serverUri: this.server.serverUri, state, ...(detail === undefined ? {} : { detail }) });
  }
}

function anyOf(context: SessionContext, signal: AbortSignal | undefined): AbortSignal {
  return signal ? AbortSignal.any([context.stopping, signal]) : context.stopping;
}

export function toUserIdentity(user: UserIdentity | undefined): UserIdentityInfo {
  if (user === undefined || user.type === "anonymous") return { type: UserTokenType.Anonymous };
  return { type: UserTokenType.UserName, userName: user.userName, password: user.password };
}
