import type { Socket } from "node:net";
import {
  referenceBehaviour,
  startReverseConnectServer,
  type ReverseConnectServer,
  type ServerBehaviour,
} from "../../../simulators/server";
import type { CertificateKind, TestCertificate, TestPki } from "../../../simulators/pki";
import type { Link } from "../link";
import { LinkView } from "./link-view";
import type { ServerIdentity } from "./client-test";
import type { ScenarioContext } from "./context";

/** What a simulated real server is to be, besides well-behaved. */
export interface RealServerOptions {
  readonly name: string;
  readonly identity: ServerIdentity;
  readonly target: { readonly host: string; readonly port: number };
  /** Certificate that the server uses; "good" by default. */
  readonly certificate?: CertificateKind;
  /** Application URI of the server and of its certificate, when they are to differ from the ReverseHello. */
  readonly applicationUri?: string;
  /** EndpointUrl of the ReverseHello, when GetEndpoints is not to return it. */
  readonly hiddenUrl?: string;
  /** Connections that it makes at most, one after the other. */
  readonly dials?: number;
}

/** How fast our own server dials again, in ms; short, since the client under test is what is being timed. */
export const REDIAL = 100;

/** A well-behaved node-opcua server that dials the client under test through its own link, and tells the trace of its sessions. */
export class RealServer {
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
    const sockets: Socket[] = [];
    const server = await startReverseConnectServer({
      port: 0,
      applicationUri,
      endpointUrl: identity.endpointUrl,
      pki: await context.setup.pki.store(folder, { own }),
      autoAccept: true,
      certificateFile: own.certificateFile,
      privateKeyFile: own.privateKeyFile,
      behaviour: behaviourOf(options, sockets),
      reverseConnect: { clients: [{ endpointUrl: link.url }], connectInterval: REDIAL, jitter: 0, rejectTimeout: 5 * REDIAL },
    });
    context.defer(() => server.stop());
    const real = new RealServer(context, options.name, link, context.view(options.name), server, sockets);
    real.report();
    return real;
  }

  /** Resolves when the client has activated a session on this server, also one that was activated before the call. */
  async session(within: number, after = 0): Promise<void> {
    const { trace, signal } = this.context;
    await trace.waitFor(
      `a session of the client on server ${this.name}`,
      (event) => event.kind === "state" && event.actor === `server ${this.name}` && event.state === "session activated",
      { within, after, signal },
    );
  }

  /** Number of the connection that carries the newest session. */
  get sessionConnection(): number {
    const connection = this.view.said().findLast(({ message }) => message.type === "MSG")?.connection;
    if (connection === undefined) throw new Error(`server ${this.name} has no session in this scenario`);
    return connection;
  }

  /** Our end of a connection, for bytes that the library would never send. */
  socket(connection: number): Socket {
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

/** The reference server's decisions, but for what the options ask, which also tell us its sockets. */
function behaviourOf({ identity, hiddenUrl, dials = Infinity }: RealServerOptions, sockets: Socket[]): Partial<ServerBehaviour> {
  return {
    reverseHello: ({ endpointUrl }) =>
      referenceBehaviour.reverseHello({ serverUri: identity.serverUri, endpointUrl: hiddenUrl ?? endpointUrl }),
    greet(socket, reverseHello) {
      sockets.push(socket);
      referenceBehaviour.greet(socket, reverseHello);
    },
    mayDial: (situation) => sockets.length < dials && referenceBehaviour.mayDial(situation),
    checkHello: (hello, known) =>
      referenceBehaviour.checkHello(hello, hiddenUrl ? { ...known, knownUrls: [...known.knownUrls, hiddenUrl] } : known),
  };
}

/** The certificate that a real server with this identity uses. */
export function serverCertificate(pki: TestPki, identity: ServerIdentity, kind?: CertificateKind): Promise<TestCertificate> {
  return pki.certificate({
    applicationUri: identity.serverUri,
    hosts: [hostOf(identity.endpointUrl), "localhost", "127.0.0.1"],
    ...(kind ? { kind } : {}),
  });
}

function hostOf(url: string): string {
  return URL.parse(url.replace(/^opc\.tcp:/, "http:"))?.hostname ?? "localhost";
}
