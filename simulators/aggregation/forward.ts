import {
  InMemoryCertificateStore,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  type ClientSession,
  type OPCUAClientOptions,
} from "node-opcua";
import type { ClientIdentity } from "../client";
import { cutTransportFactory } from "../containment";
import { checkServerCertificate } from "../client/check-server";
import { selectEndpoint } from "../client/endpoints";
import { toUserIdentity } from "../client/open-session";
import { raceAbort } from "../../src/waiting";
import type { UnderlyingServerOptions } from "./types";
import { SESSION_TIMEOUT, type Connector, type Upstream } from "./upstream";

const CLOSE_TIMEOUT = 500;

/** An ordinary OPC UA connection, dialed by us. One attempt per call: what comes after a failure is the caller's. */
export class ForwardConnector implements Connector {
  constructor(
    private readonly options: UnderlyingServerOptions & { readonly endpointUrl: string },
    private readonly identity: () => Promise<ClientIdentity>,
    private readonly timeout: number,
  ) {}

  async connect(signal: AbortSignal): Promise<Upstream> {
    const identity = await this.identity();
    const serverCertificate = this.mode === "None" ? undefined : await this.fetchCertificate(identity, signal);
    const client = OPCUAClient.create(this.clientOptions(identity, serverCertificate));
    const lost = lossOf(client);
    try {
      await raceAbort(client.connect(this.options.endpointUrl), signal);
      const session = await raceAbort(client.createSession(toUserIdentity(this.options.userIdentity)), signal);
      return { session, lost, close: () => close(client, session) };
    } catch (error) {
      await close(client);
      throw error;
    }
  }

  stop(): void {
    // Nothing outlives an attempt.
  }

  private get mode() {
    return this.options.securityMode ?? "None";
  }

  private get policy() {
    return this.mode === "None" ? "None" : (this.options.securityPolicy ?? "Basic256Sha256");
  }

  /** GetEndpoints without security; the certificate must be trusted before anything is encrypted for it. */
  private async fetchCertificate(identity: ClientIdentity, signal: AbortSignal): Promise<Buffer> {
    const client = OPCUAClient.create(this.clientOptions(identity));
    try {
      await raceAbort(client.connect(this.options.endpointUrl), signal);
      const endpoints = await raceAbort(client.getEndpoints(), signal);
      const endpoint = selectEndpoint(endpoints, this.mode, this.policy, this.options.name);
      const server = { serverUri: endpoint.server.applicationUri ?? "", endpointUrl: this.options.endpointUrl };
      const certificate = endpoint.serverCertificate;
      await checkServerCertificate({ certificate, server, identity, hostNameCheck: "off", report: () => undefined });
      return certificate;
    } finally {
      await close(client);
    }
  }

  private clientOptions(identity: ClientIdentity, serverCertificate?: Buffer): OPCUAClientOptions {
    const secure = serverCertificate !== undefined;
    return {
      applicationName: identity.applicationName,
      applicationUri: identity.applicationUri,
      certificateKeyPairProvider: identity.provider,
      // Trust is judged above.
      clientCertificateManager: new InMemoryCertificateStore({ autoAcceptUnknown: true }),
      securityMode: MessageSecurityMode[secure ? this.mode : "None"],
      securityPolicy: SecurityPolicy[secure ? this.policy : "None"],
      ...(secure && { serverCertificate }),
      endpointMustExist: false,
      connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 100 },
      transportFactory: cutTransportFactory,
      transportTimeout: this.timeout,
      requestedSessionTimeout: SESSION_TIMEOUT,
      keepSessionAlive: false,
    };
  }
}

/** The first sign of a loss; the library would try again by itself, we start again instead. */
function lossOf(client: OPCUAClient): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  for (const event of ["connection_lost", "close", "abort"] as const) client.on(event, () => resolve("the connection was lost"));
  return promise;
}

async function close(client: OPCUAClient, session?: ClientSession): Promise<void> {
  const politely = async () => {
    await session?.close();
    await client.disconnect();
  };
  // A session that is gone cannot be closed, and that is fine.
  const done = politely().catch(() => client.disconnect());
  await raceAbort(done, AbortSignal.timeout(CLOSE_TIMEOUT)).catch(() => undefined);
}
