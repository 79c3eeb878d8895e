import { writeFile } from "node:fs/promises";
import type { ClientSession } from "node-opcua";
import { stringify } from "yaml";
import type { AggregationClient } from "./client";
import { UnderlyingPeer, type Reached } from "./underlying";
import { library } from "../library";
import { ConformanceError } from "../expect/errors";
import { OUR_URI } from "../dialing/client-stack";
import type { ScenarioContext } from "../scenario/context";
import type { ListeningPeer } from "../conversation/listening-peer";

/** Of the aggregation server's own subscriptions; ms. */
const SAMPLING = 100;

/** Scenarios whose SUT is an aggregation server: we play the servers below it, and the clients above. */
export class AggregationTest {
  private readonly peers = new Map<string, UnderlyingPeer>();
  private readonly clients: AggregationClient[] = [];
  /** Subscriptions that are being made; what keeps them from it is found by the outcomes that look at values. */
  private readonly following: Promise<void>[] = [];
  private port = 0;

  constructor(private readonly context: ScenarioContext) {}

  /** Starts the servers below, which are forward or reverse, each behind a link of its own, and then the SUT. */
  async start(
    servers: readonly { readonly name: string; readonly reached: Reached }[],
    above: readonly ListeningPeer[],
  ): Promise<void> {
    const { ports } = this.context.setup;
    const listenPort = await ports.allocate();
    this.port = await ports.allocate();
    for (const { name, reached } of servers)
      this.peers.set(name, await UnderlyingPeer.prepare(this.context, { name, reached, listenPort }));
    await this.startServers("forward");
    const clientUrl = above.map(({ link }) => link.url);
    const file = await this.context.folder("aggregation.yaml");
    await writeFile(file, stringify(this.configuration(listenPort, clientUrl)));
    await this.context.startSut({ values: { aggregation: file, port: this.port, clientUrl }, options: ["aggregation"] });
    // Not before somebody listens there: each dial in vain would be in the record.
    await this.startServers("reverse");
  }

  /** A client that dials the aggregation server. */
  async connectForward(): Promise<void> {
    const { AggregationClient } = library.aggregation();
    const client = await AggregationClient.dial(this.context, `opc.tcp://127.0.0.1:${this.port}`);
    await this.use("forward client", client);
  }

  /** A client that the aggregation server has dialed: it goes on with that connection. */
  async connectReverse(client: ListeningPeer): Promise<void> {
    await client.reverseHello(this.context.timing.firstDial);
    const adopted = await client.adopt(await this.context.setup.pki.certificate({ applicationUri: OUR_URI }));
    await this.use(`client ${client.name}`, await adopted.openSession());
  }

  /** The value of every server below is Good at every client. */
  async everyValueIsGood(): Promise<void> {
    for (const name of this.peers.keys()) await this.turns(name, "Good", 0);
  }

  /** The value of a server below has this status at every client, now or soon; what came before position `after` is forgotten. */
  async turns(name: string, status: string, after?: number): Promise<void> {
    await Promise.all(this.following);
    const within = this.context.timing.by(this.keepAlive + this.context.timing.stated.redial);
    await Promise.all(this.clients.map((client) => client.sees(name, status, within, after ?? 0)));
  }

  /** No other status than Good since the clients connected. */
  staysGood(name: string): void {
    for (const client of this.clients) {
      const [bad] = client.statusesOf(name).filter((status) => status !== "Good");
      if (bad !== undefined) throw new ConformanceError(`values of ${name} to stay Good at the ${client.name}`, bad);
    }
  }

  /** The counter of a server below goes on rising at every client. */
  async keepArriving(name: string): Promise<void> {
    await Promise.all(this.following);
    const within = this.context.timing.by(this.keepAlive);
    await Promise.all(this.clients.map((client) => client.counts(name, 3, within)));
  }

  async write(name: string, value: number): Promise<void> {
    await Promise.all(this.following);
    await this.someClient().write(name, "Setpoint", value);
  }

  async has(name: string, value: number): Promise<void> {
    const { REFERENCE_NODES } = library.server();
    const seen = await this.peer(name).read(REFERENCE_NODES.setpoint);
    if (seen !== value) throw new ConformanceError(`${value} in Setpoint of server ${name}`, String(seen));
  }

  async adds(name: string, a: number, b: number, sum: number): Promise<void> {
    await Promise.all(this.following);
    const seen = await this.someClient().call(name, "Reference", "Add", [a, b]);
    if (seen !== sum) throw new ConformanceError(`${sum} from Add of server ${name}`, String(seen));
  }

  peer(name: string): UnderlyingPeer {
    const peer = this.peers.get(name);
    if (!peer) throw new Error(`no server ${name} below in this scenario`);
    return peer;
  }

  /**
   * ms until the aggregation server takes a silent server for gone. It asks after half of that and waits as long for the answer: a busy
   * machine may delay the answer by the tolerance.
   */
  private get keepAlive(): number {
    return 2 * this.context.timing.by(0);
  }

  private async startServers(reached: Reached): Promise<void> {
    for (const peer of this.peers.values()) if (peer.reached === reached) await peer.start();
  }

  private someClient(): AggregationClient {
    const client = this.clients[0];
    if (!client) throw new Error("no client is connected in this scenario");
    return client;
  }

  /** The client follows status and counter of every server below, from now on, into the trace. */
  private async use(name: string, session: ClientSession): Promise<void> {
    const { AggregationClient } = library.aggregation();
    const client = new AggregationClient(name, session, this.context);
    this.clients.push(client);
    const within = this.context.timing.by(this.keepAlive + this.context.timing.stated.redial);
    this.following.push(...[...this.peers.keys()].map((peer) => client.follow(peer, ["Setpoint", "Counter"], SAMPLING, within)));
    // What kept one of them is the finding of the outcome that looks at values first.
    await Promise.allSettled(this.following);
  }

  private configuration(listenPort: number, clientUrls: readonly string[]): object {
    const { redial, suspension, connectTimeout } = this.context.timing.stated;
    return {
      server: {
        port: this.port,
        host: "127.0.0.1",
        "reverse-connect": clientUrls,
        redial,
        suspension,
        "connect-timeout": connectTimeout,
        jitter: 0,
        dialect: this.context.setup.dialect,
      },
      listen: `opc.tcp://127.0.0.1:${listenPort}`,
      "auto-accept": true,
      "reconnect-interval": redial,
      "sampling-interval": SAMPLING,
      "keep-alive": this.keepAlive,
      underlying: [...this.peers.values()].map((peer) => peer.configuration()),
    };
  }
}
