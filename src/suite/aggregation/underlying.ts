import type { ReverseConnectServer } from "../../../simulators/server";
import { changesFor, createRelayed, type Link } from "../link";
import { library } from "../library";
import type { ScenarioContext } from "../scenario/context";
import { OUR_CYCLE } from "../timing";

/** How the aggregation server reaches a server below: it dials, or is dialed. */
export type Reached = "forward" | "reverse";

export interface UnderlyingRequest {
  readonly name: string;
  readonly reached: Reached;
  /** Where the aggregation server listens for servers. */
  readonly listenPort: number;
}

const HOST = "127.0.0.1";

/** A real server below the aggregation server, behind a link of its own. */
export class UnderlyingPeer {
  private constructor(
    private readonly context: ScenarioContext,
    private readonly request: UnderlyingRequest,
    private readonly port: number,
    private readonly link: Link,
  ) {}

  private server: ReverseConnectServer | undefined;

  /** Its addresses are known from now on; `start` starts it. */
  static async prepare(context: ScenarioContext, request: UnderlyingRequest): Promise<UnderlyingPeer> {
    const port = await context.setup.ports.allocate();
    const link = await makeLink(context, request, request.reached === "forward" ? port : request.listenPort);
    return new UnderlyingPeer(context, request, port, link);
  }

  async start(): Promise<void> {
    this.server = await startServer(this.context, this.request, this.port, this.link);
    this.context.defer(() => this.server?.stop());
  }

  get reached(): Reached {
    return this.request.reached;
  }

  get uri(): string {
    return uriOf(this.request.name);
  }

  /** Its entry in the aggregation server's configuration. */
  configuration(): object {
    const { name, reached } = this.request;
    return { name, ...(reached === "forward" ? { "endpoint-url": this.link.url } : { reverse: { "server-uri": this.uri } }) };
  }

  read(nodeId: string): Promise<unknown> {
    const node = this.server?.engine.addressSpace?.findNode(nodeId) as
      { readValue(): { value: { value: unknown } } } | null | undefined;
    return Promise.resolve(node?.readValue().value.value);
  }

  async networkDown(): Promise<void> {
    await this.link.disable();
  }

  async networkUp(): Promise<void> {
    await this.link.heal();
    await this.link.enable();
  }

  /** Nothing arrives any more in either direction, and nobody is told. */
  async networkSilent(): Promise<void> {
    for (const stream of ["upstream", "downstream"] as const)
      await this.link.addToxic({ name: `silence-${stream}`, type: "timeout", stream, attributes: { timeout: 0 } });
  }

  async restart(): Promise<void> {
    await this.server?.stop();
    this.server = await startServer(this.context, this.request, this.port, this.link);
  }
}

/** Not through the context: its links are those between the SUT and its clients, and are judged. */
async function makeLink(context: ScenarioContext, { name, reached }: UnderlyingRequest, port: number): Promise<Link> {
  const { relay, links, role, id } = context.setup;
  const dialer = reached === "forward" ? "client" : "server";
  const request = { name, scope: `${id}-below`, target: { host: HOST, port }, dialer, observer: context.recorder } as const;
  // To a server that dials it the SUT is a client.
  const changes = relay && role === "client" && reached === "reverse" ? changesFor(1, relay) : undefined;
  const link = changes ? await createRelayed(links, request, role, changes) : await links.create(request);
  context.defer(() => link.stop());
  return link;
}

async function startServer(
  context: ScenarioContext,
  { name, reached }: UnderlyingRequest,
  port: number,
  link: Link,
): Promise<ReverseConnectServer> {
  const { startReverseConnectServer } = library.server();
  const { pki } = context.setup;
  const own = await pki.certificate({ applicationUri: uriOf(name), hosts: ["localhost", HOST] });
  return startReverseConnectServer({
    port,
    host: HOST,
    hostname: HOST,
    applicationUri: uriOf(name),
    pki: await pki.store(await context.folder(`pki-${name}`), { own }),
    certificateFile: own.certificateFile,
    privateKeyFile: own.privateKeyFile,
    autoAccept: true,
    reverseConnect: { clients: reached === "reverse" ? [{ endpointUrl: link.url }] : [], ...OUR_CYCLE },
  });
}

function uriOf(name: string): string {
  return `urn:reverse-hello:below:${name}`;
}
