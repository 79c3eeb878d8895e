import { startReverseConnectServer, type ReverseConnectServer } from "../../../simulators/server";
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
  /** Application URI in the certificate, when it is to differ from the ReverseHello. */
  readonly certificateUri?: string;
}

/** How fast our own server dials again, in ms; short, since the client under test is what is being timed. */
const REDIAL = 100;

/** A well-behaved node-opcua server that dials the client under test through its own link, and tells the trace of its sessions. */
export class RealServer {
  private constructor(
    private readonly context: ScenarioContext,
    readonly name: string,
    readonly link: Link,
    readonly view: LinkView,
    readonly server: ReverseConnectServer,
  ) {}

  static async start(context: ScenarioContext, options: RealServerOptions): Promise<RealServer> {
    const link = await context.link(options.name, options.target);
    const { identity } = options;
    const uri = options.certificateUri ?? identity.serverUri;
    const own = await serverCertificate(context.setup.pki, { ...identity, serverUri: uri }, options.certificate);
    const folder = await context.folder(`pki-${options.name}`);
    const server = await startReverseConnectServer({
      port: 0,
      applicationUri: identity.serverUri,
      endpointUrl: identity.endpointUrl,
      pki: await context.setup.pki.store(folder, { own }),
      autoAccept: true,
      certificateFile: own.certificateFile,
      privateKeyFile: own.privateKeyFile,
      reverseConnect: { clients: [{ endpointUrl: link.url }], connectInterval: REDIAL, jitter: 0, rejectTimeout: 5 * REDIAL },
    });
    context.defer(() => server.stop());
    const real = new RealServer(context, options.name, link, context.view(options.name), server);
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

  private report(): void {
    const { trace } = this.context;
    const state = (text: string) => trace.add({ kind: "state", actor: `server ${this.name}`, state: text });
    this.server.on("session_activated", () => state("session activated"));
    this.server.on("session_closed", () => state("session closed"));
  }
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
