import {
  StatusCodes,
  type EndpointDescription,
  type ICertificateStore,
  type Message,
  type MessageSecurityMode,
  type SecurityPolicy,
  type ServerSecureChannelLayer,
} from "node-opcua";
import type { IKeyOperations } from "node-opcua-crypto";
import {
  openChannel,
  ReverseClient,
  type ChannelHost,
  type DialContext,
  type ReverseClientListener,
  type ReverseClientOptions,
  type ReverseConnectionEvent,
} from "../server";
import type { NodeContext } from "./nodes";
import type { Publisher } from "./publisher";
import { serve } from "./services";
import { endpointOf } from "./services/discovery";
import type { ServedServer } from "./services/types";
import type { Session } from "./session";
import type { FleetGroup, FleetIdentity, FleetSecurity } from "./types";
import { fleetKind, type FleetKind } from "./kinds";

/** What the servers of a fleet share. */
export interface FleetContext {
  /** What the dial loops of one group share. */
  dialing(group: FleetGroup): Omit<DialContext, "serverUri" | "hello" | "openChannel">;
  readonly security: readonly FleetSecurity[];
  readonly identity: FleetIdentity | undefined;
  readonly keyOperations: IKeyOperations;
  readonly publisher: Publisher;
  /** ms */
  readonly tokenLifetime: number;
  /** ms */
  now(): number;
  nextSubscription(): number;
  /** A connection of a server moved on. */
  moved(server: LightServer, event: ReverseConnectionEvent): void;
  /** A session of a server was activated. */
  activated(server: LightServer): void;
  /** A request came. */
  requested(): void;
}

export interface LightServerOptions {
  readonly number: number;
  readonly group: FleetGroup;
  readonly serverUri: string;
  readonly endpointUrl: string;
  readonly clients: readonly ReverseClientOptions[];
}

/** Every client is welcome: whom a fleet lets in is not what is tested. */
const EVERYBODY = { checkCertificate: async () => StatusCodes.Good } as unknown as ICertificateStore;

/**
 * One server of a fleet: the dial loop of the reference server, and behind its secure channels a few services over a handful of nodes that
 * all servers share. What a waiting one costs is its socket and the dial loop.
 */
export class LightServer implements ChannelHost, ReverseClientListener, ServedServer {
  readonly serverUri: string;
  readonly endpointUrl: string;
  readonly number: number;
  readonly kind: FleetKind;
  readonly kindName: FleetGroup["kind"];
  /** Connections that wait, over all clients. */
  waiting = 0;
  /** When, in ms, it first waited and first had a session since the last mark; NaN: not yet. */
  arrivedAt = NaN;
  servedAt = NaN;
  private readonly group: FleetGroup;
  private readonly clients: readonly ReverseClient[];
  private sessions: Map<string, Session> | undefined;
  private certificateChain: Buffer[] | undefined;

  constructor(
    readonly fleet: FleetContext,
    options: LightServerOptions,
  ) {
    ({ number: this.number, group: this.group, serverUri: this.serverUri, endpointUrl: this.endpointUrl } = options);
    this.kindName = this.group.kind;
    this.kind = fleetKind(this.kindName);
    const context: DialContext = {
      ...fleet.dialing(this.group),
      serverUri: () => this.serverUri,
      hello: () => ({ endpointUrl: this.endpointUrl, knownUrls: [] }),
      openChannel: (socket, hello, rest, listener) => openChannel(this, socket, hello, rest, context.connectTimeout, listener),
    };
    this.clients = options.clients.map((client) => new ReverseClient(client, context, this));
  }

  get isInSession(): boolean {
    for (const session of this.sessions?.values() ?? []) if (session.isActivated && !session.channel.aborted) return true;
    return false;
  }

  start(): void {
    for (const client of this.clients) client.start();
  }

  stop(): void {
    for (const client of this.clients) client.stop("the fleet stopped", true);
    for (const session of this.sessions?.values() ?? []) this.remove(session);
  }

  /** Counts the connections that wait. */
  recount(): void {
    let waiting = 0;
    for (const client of this.clients) waiting += client.waiting;
    this.waiting = waiting;
  }

  /** Sessions whose client has not been heard for their timeout end. */
  expire(now: number): void {
    for (const session of this.sessions?.values() ?? []) if (now - session.lastContact > session.timeout) this.remove(session);
  }

  // What services ask of it.

  nodeContext(): NodeContext {
    return { serverUri: this.serverUri, now: this.fleet.now() };
  }

  sessionOf(key: string): Session | undefined {
    return this.sessions?.get(key);
  }

  add(session: Session): void {
    (this.sessions ??= new Map()).set(session.key, session);
    this.bind(session, session.channel);
  }

  activated(session: Session, channel: ServerSecureChannelLayer): void {
    if (session.channel !== channel) {
      delete session.channel.sessionTokens[session.key];
      this.bind(session, channel);
    }
    session.isActivated = true;
    this.fleet.activated(this);
  }

  remove(session: Session): void {
    this.sessions?.delete(session.key);
    delete session.channel.sessionTokens[session.key];
    for (const subscription of session.subscriptions?.values() ?? []) this.fleet.publisher.remove(subscription);
    this.review();
  }

  private bind(session: Session, channel: ServerSecureChannelLayer): void {
    session.channel = channel;
    // node-opcua only counts them.
    (channel.sessionTokens as Record<string, unknown>)[session.key] = session;
    this.review();
  }

  /** A session takes or frees one of maxSessionCount. */
  private review(): void {
    for (const client of this.clients) client.review();
  }

  // What node-opcua's secure channel asks of its parent.

  get defaultSecureTokenLifetime(): number {
    return this.fleet.tokenLifetime;
  }

  get certificateManager(): ICertificateStore {
    return EVERYBODY;
  }

  getCertificate(): Buffer {
    const [certificate] = this.getCertificateChain();
    if (!certificate) throw new Error("this fleet has no certificates");
    return certificate;
  }

  getCertificateChain(): Buffer[] {
    if (!this.fleet.identity) return [];
    const trusted = this.kind.poses !== "untrusted";
    const names = { applicationUri: this.serverUri, host: hostOf(this.endpointUrl), trusted };
    return (this.certificateChain ??= [this.fleet.identity.certificate(names)]);
  }

  getKeyOperations(): IKeyOperations {
    return this.fleet.keyOperations;
  }

  getEndpointDescription(mode: MessageSecurityMode, policy: SecurityPolicy): EndpointDescription | null {
    const security = this.fleet.security.find((one) => one.mode === mode && one.policy === policy);
    return security ? endpointOf(this, security) : null;
  }

  emit(event: string, ...args: unknown[]): boolean {
    const [first, second] = args;
    if (event === "message") this.received(first as Message, second as ServerSecureChannelLayer);
    if (event === "closeChannel") this.lost(first as ServerSecureChannelLayer);
    return true;
  }

  private received(message: Message, channel: ServerSecureChannelLayer): void {
    this.fleet.requested();
    const delay = this.kind.answerDelay?.(this.group) ?? 0;
    const answer = () => void serve({ server: this, channel, message });
    if (delay > 0) setTimeout(answer, delay);
    else answer();
  }

  private lost(channel: ServerSecureChannelLayer): void {
    for (const session of this.sessions?.values() ?? []) session.forget(channel);
  }

  // What the dial loop tells.

  state(): void {
    // Each step comes as a connection's.
  }

  connection(event: ReverseConnectionEvent): void {
    this.fleet.moved(this, event);
  }
}

function hostOf(url: string): string {
  return /^opc\.tcp:\/\/(\[[^\]]+\]|[^:/]+)/i.exec(url)?.[1]?.replace(/^\[|\]$/g, "") ?? "localhost";
}
