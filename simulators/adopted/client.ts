import type { Socket } from "node:net";
import {
  AttributeIds,
  InMemoryCertificateStore,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  StaticCertificateChainProvider,
  UserTokenType,
  type ClientReverseConnect,
  type ClientSession,
  type DataValue,
  type EndpointDescription,
  type UserIdentityInfo,
} from "node-opcua";
import { readCertificateChain, readPrivateKey } from "node-opcua-crypto";
import { raceAbort } from "../../src/waiting";
import { cutFrames } from "../containment";
import { numberedOn } from "../wire";

/** Security of a channel: policy by its short name, mode as Part 4 spells it. */
export interface ChannelSecurity {
  readonly policy: "Basic256Sha256" | "Aes128_Sha256_RsaOaep" | "Aes256_Sha256_RsaPss";
  readonly mode: "Sign" | "SignAndEncrypt";
  /** DER certificate of the server, from GetEndpoints on an earlier connection. */
  readonly serverCertificate: Buffer;
}

/** Who we are: PEM files of certificate and key, and the application URI in the certificate. */
export interface ApplicationIdentity {
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  readonly applicationUri: string;
}

export interface AdoptOptions {
  /** A socket on which the ReverseHello was read and nothing else; paused. */
  readonly socket: Socket;
  readonly serverUri: string;
  readonly endpointUrl: string;
  readonly identity: ApplicationIdentity;
  readonly security?: ChannelSecurity;
  /** It asks for another token of its channel after each such time (ms), where it would at three quarters of the token's lifetime. */
  readonly renewEvery?: number;
  /** Lifetime in ms that it asks for its channel; ten minutes by default, as node-opcua does. */
  readonly tokenLifetime?: number;
  /** Both buffer sizes of its Hello, in bytes; node-opcua's own by default. */
  readonly buffers?: number;
  /** Limit in ms for Hello to open channel. */
  readonly within: number;
  /** Who logs in where nobody may be anonymous. */
  readonly user?: AdoptedUser;
}

export interface AdoptedUser {
  readonly userName: string;
  readonly password: string;
}

/** The real stack did not get where it should on our side of the connection. */
class AdoptedClientError extends Error {
  readonly code = "ADOPTED_CLIENT";
  override readonly name = "AdoptedClientError";
}

/** What we ask for no server need offer: that there is no session says nothing about it. */
export class UnservedError extends Error {
  readonly code = "UNSERVED";
  override readonly name = "UnservedError";
}

/**
 * A real node-opcua client on a socket that was adopted from a ReverseHello. It uses this one connection: no reconnection, no
 * dialing of its own, so whatever the server does next is the server's.
 */
export class AdoptedClient {
  private session: ClientSession | undefined;

  private constructor(
    private readonly client: OPCUAClient,
    private readonly within: number,
    private readonly socket: Socket,
    private readonly user: AdoptedUser | undefined,
  ) {}

  static async connect(options: AdoptOptions): Promise<AdoptedClient> {
    const client = OPCUAClient.create(clientOptions(options));
    const adopted = new AdoptedClient(client, options.within, options.socket, options.user);
    cutFrames(options.socket, () => undefined);
    let used = false;
    const source = {
      connectionUrl: options.endpointUrl,
      waitForConnection(_expectation: unknown, callback: (error: Error | null, accepted?: unknown) => void) {
        const { socket, serverUri, endpointUrl } = options;
        if (used) callback(new AdoptedClientError("the one connection was used up"));
        else callback(null, { socket, serverUri, endpointUrl });
        used = true;
        return { cancel: () => undefined };
      },
    };
    // Only `connectionUrl` and `waitForConnection` are used at run time; the class has private members, hence the cast.
    const opened = client.connectReverse(source as unknown as ClientReverseConnect);
    await adopted.limit(Promise.race([opened, endOf(options.socket)]), "open a secure channel and answer GetEndpoints on it");
    return adopted;
  }

  async getEndpoints(): Promise<EndpointDescription[]> {
    return this.limit(this.client.getEndpoints(), "answer GetEndpoints");
  }

  /** Creates and activates a session; anonymous where its endpoint takes that. Rejects with {@link UnservedError} where it takes neither. */
  async openSession(): Promise<ClientSession> {
    const { client, user } = this;
    const endpoint = client.findEndpointForSecurity(client.securityMode, client.securityPolicy);
    const tokens = endpoint?.userIdentityTokens ?? [];
    if (tokens.length === 0 && client.securityMode === MessageSecurityMode.None && this.offersSecurity)
      throw new UnservedError(
        "GetEndpoints offers sessions with security only: sut.yaml says so by lacks: [session-without-security] and a group security",
      );
    const takes = (type: UserTokenType) => tokens.some(({ tokenType }) => tokenType === type);
    // One that takes nobody at all gives no session, and is judged.
    const isNamed = tokens.length > 0 && !takes(UserTokenType.Anonymous);
    if (isNamed && !(user && takes(UserTokenType.UserName)))
      throw new UnservedError(
        `its endpoint takes no anonymous session, ${user ? "nor one with a password" : "and security.users names no user"}`,
      );
    const identity: UserIdentityInfo =
      isNamed && user ? { type: UserTokenType.UserName, ...user } : { type: UserTokenType.Anonymous };
    this.session = await this.limit(this.client.createSession(identity), "open a session");
    return this.session;
  }

  private get offersSecurity(): boolean {
    const { Sign, SignAndEncrypt } = MessageSecurityMode;
    return [Sign, SignAndEncrypt].some((mode) =>
      Object.values(SecurityPolicy).some((policy) => this.client.findEndpointForSecurity(mode, policy) !== undefined),
    );
  }

  /** A value over the session of before, or over a session on the channel that is open; rejects when neither works. */
  async goesOn(): Promise<Date> {
    if (!this.session) await this.openSession();
    return this.readTime();
  }

  /** Reads ServerStatus.CurrentTime over the session; a proof that it works. */
  async readTime(): Promise<Date> {
    const value = await this.read("i=2258");
    if (!(value.value?.value instanceof Date))
      throw new AdoptedClientError(`expected a DateTime in i=2258, got ${value.toString()}`);
    return value.value.value;
  }

  /** Reads one value so many times in one request; resolves when the answer is there, whatever it says. */
  async readTimes(nodeId: string, times: number): Promise<void> {
    if (!this.session) throw new AdoptedClientError("no session is open");
    const nodes = Array.from({ length: times }, () => ({ nodeId, attributeId: AttributeIds.Value }));
    await this.limit(this.session.read(nodes), `answer a Read of ${times} values`);
  }

  async readArray(nodeId: string): Promise<readonly unknown[]> {
    const value = await this.read(nodeId);
    return (value.value?.value as readonly unknown[] | undefined) ?? [];
  }

  /** This many chunks of ours went over its connection besides: it counts on behind them. */
  numbersOn(chunks: number): void {
    numberedOn(this.socket, chunks);
  }

  async closeSession(): Promise<void> {
    await this.session?.close();
    this.session = undefined;
  }

  /** CloseSecureChannel, then the socket. Twice is fine; a connection that is gone is fine. */
  async close(): Promise<void> {
    await this.limit(this.client.disconnect(), "close").catch(() => undefined);
  }

  private read(nodeId: string): Promise<DataValue> {
    if (!this.session) throw new AdoptedClientError("no session is open");
    return this.limit(this.session.read({ nodeId, attributeId: AttributeIds.Value }), `answer a Read of ${nodeId}`);
  }

  private async limit<T>(promise: Promise<T>, what: string): Promise<T> {
    const late = AbortSignal.timeout(this.within);
    return raceAbort(promise, late).catch((error: unknown) => {
      throw late.aborted ? new AdoptedClientError(`the server did not ${what} within ${this.within} ms`) : error;
    });
  }
}

/** Rejects when the socket ends, or has ended: node-opcua would wait for an answer until its time limit. */
function endOf(socket: Socket): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const fail = () => reject(new AdoptedClientError("the connection ended before a secure channel was open"));
  if (socket.destroyed) fail();
  else socket.once("close", fail);
  // An end after the channel is open is none of ours.
  promise.catch(() => undefined);
  return promise;
}

function clientOptions({
  identity,
  security,
  within,
  renewEvery,
  tokenLifetime,
  buffers,
}: AdoptOptions): Parameters<typeof OPCUAClient.create>[0] {
  const keyPair = new StaticCertificateChainProvider(
    readCertificateChain(identity.certificateFile),
    readPrivateKey(identity.privateKeyFile),
  );
  return {
    applicationName: "reverse-hello test client",
    applicationUri: identity.applicationUri,
    certificateKeyPairProvider: keyPair,
    // The test client judges nobody: what it thinks of a certificate is no finding about the server.
    clientCertificateManager: new InMemoryCertificateStore({ autoAcceptUnknown: true }),
    endpointMustExist: false,
    connectionStrategy: { maxRetry: 0, initialDelay: 50, maxDelay: 50 },
    // Our own deadlines are those of the steps; node-opcua would also end a connection that is idle for this long.
    transportTimeout: Math.max(within, 120_000),
    keepSessionAlive: false,
    requestedSessionTimeout: 60_000,
    ...(renewEvery === undefined ? {} : { tokenRenewalInterval: renewEvery }),
    ...(tokenLifetime === undefined ? {} : { defaultSecureTokenLifetime: tokenLifetime }),
    ...(buffers === undefined ? {} : { transportSettings: { receiveBufferSize: buffers, sendBufferSize: buffers } }),
    ...(security && {
      serverCertificate: security.serverCertificate,
      securityMode: MessageSecurityMode[security.mode],
      securityPolicy: SecurityPolicy[security.policy],
    }),
  };
}
