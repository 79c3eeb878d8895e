import type { AdoptedClient, AdoptOptions, ApplicationIdentity } from "../../../simulators/adopted";
import { RawListener, type RawConnection, type StartedRawListener } from "../../../simulators/raw";
import type { ConnectionEvent, Stamp, SutMessage, TraceEvent } from "../../trace";
import type { Link } from "../link";
import type { ScenarioContext } from "../scenario/context";
import { library } from "../library";
import { loginOf } from "../sut";
import { Peer, type Addresses } from "./peer";

/** How our client stack does what it does. */
export type AdoptManner = Pick<AdoptOptions, "security" | "renewEvery" | "buffers">;

/**
 * Lifetime in ms that our stack asks for its channel in the lab: a server that learns of a dead session only from the end of its channel
 * can be timed. Long before it ends the stack renews it.
 */
const LAB_LIFETIME = 30_000;

type Opened = ConnectionEvent & Stamp;

/** A listening client that we play, with the link through which the server under test dials it. */
export class ListeningPeer extends Peer {
  /** Our real client stack on the connection that was adopted last. */
  adopted: AdoptedClient | undefined;

  private constructor(
    name: string,
    context: ScenarioContext,
    private readonly listener: StartedRawListener | undefined,
    link: Link,
  ) {
    super(name, context, link, context.view(name));
  }

  static async start(name: string, context: ScenarioContext): Promise<ListeningPeer> {
    const listener = await new RawListener().start();
    context.defer(() => listener.stop());
    const link = await context.link(name, { host: listener.host, port: listener.port });
    return new ListeningPeer(name, context, listener, link);
  }

  /** Somebody else listens there, who answers as it likes; steps can only watch. */
  static async watch(name: string, context: ScenarioContext, target: { host: string; port: number }): Promise<ListeningPeer> {
    context.straysOn(name, undefined, "somebody who answers as he likes");
    return new ListeningPeer(name, context, undefined, await context.link(name, target));
  }

  /** Those of the ReverseHello on the current connection. */
  get addresses(): Addresses {
    const reverse = this.raw().last("RHE");
    if (reverse?.type !== "RHE") throw new Error(`our client ${this.name} has no ReverseHello to answer`);
    return { serverUri: reverse.serverUri.value ?? "", endpointUrl: reverse.endpointUrl.value ?? "" };
  }

  /**
   * Waits for the next ReverseHello behind trace position `after`, on any connection with a number over `beyond`, and makes that
   * connection current. One that comes behind the end of its connection, as by an outage that the server has not seen yet, reaches nobody.
   */
  async reverseHello(within: number, after = 0, beyond = 0): Promise<SutMessage> {
    const { trace } = this.context;
    const until = trace.now() + within;
    let event = await this.greeting(within, after, beyond);
    while (this.isOver(event)) event = await this.greeting(Math.max(1, until - trace.now()), event.seq, beyond);
    await this.arrives();
    return event;
  }

  private isOver({ connection, t }: SutMessage): boolean {
    return (this.view.closing(connection)?.t ?? Infinity) < t;
  }

  /** As `reverseHello`, whether or not the connection reaches us. */
  async greeting(within: number, after = 0, beyond = 0): Promise<SutMessage> {
    const { trace, signal } = this.context;
    const match = (event: TraceEvent): event is SutMessage =>
      this.view.isSaid(event, undefined, "RHE") && event.connection > beyond;
    if (trace.find(match, after).length === 0)
      this.context.setup.onAwaiting?.(`the server's next dial to client ${this.name}`, within);
    const event = await trace.waitFor(`a ReverseHello from the server at client ${this.name}`, match, { within, after, signal });
    this.current = event.connection;
    this.speaks();
    return event;
  }

  override async arrives(): Promise<void> {
    if (this.listener) await (await this.arrival(this.current)).message("RHE", this.context.timing.prompt);
  }

  /** Our end of a connection that the server has just used: what it sends may be seen on its side long before it arrives here. */
  private async arrival(connection: number): Promise<RawConnection> {
    const { trace, timing, signal } = this.context;
    const what = `connection ${connection} to reach client ${this.name}`;
    const opened = await trace.waitFor(what, (event): event is Opened => this.isArrival(event, connection), {
      within: timing.prompt,
      signal,
    });
    await this.listener?.from(opened.localPort ?? 0, timing.prompt);
    return this.raw(connection);
  }

  private isArrival(event: TraceEvent, connection: number): event is Opened {
    return (
      event.kind === "connection" &&
      event.link === this.name &&
      event.phase === "opened" &&
      event.side === "client" &&
      event.connection === connection
    );
  }

  /** Whether we have ended our half of a connection. */
  gaveUp(connection: number): boolean {
    const opened = this.context.trace.events.find((event): event is Opened => this.isArrival(event, connection));
    return (
      this.listener?.connections.some(({ remotePort, socket }) => remotePort === opened?.localPort && !socket.writable) ?? false
    );
  }

  /** Our end of a connection. A dial that the link gave up may have been accepted too, so the ports tell which is which. */
  raw(connection = this.current): RawConnection {
    const opened = this.context.trace.events.find((event): event is Opened => this.isArrival(event, connection));
    const raw = this.listener?.connections.findLast(({ remotePort }) => remotePort === opened?.localPort);
    if (!raw) throw new Error(`connection ${connection} of client ${this.name} did not reach its listener`);
    return raw;
  }

  /** Goes on with the current connection as a real client stack: the server sees Hello and OpenSecureChannel. */
  async adopt(identity: ApplicationIdentity, manner: AdoptManner = {}): Promise<AdoptedClient> {
    const raw = await this.arrival(this.current);
    const reverse = await raw.message("RHE", this.context.timing.prompt);
    const { setup, timing } = this.context;
    const login = loginOf(setup.sut, setup.env);
    const options = {
      socket: raw.detach(),
      serverUri: reverse.serverUri.value ?? "",
      endpointUrl: reverse.endpointUrl.value ?? "",
      identity,
      within: timing.by(timing.stated.connectTimeout),
      ...(login && { user: { userName: login.user, password: login.password } }),
      ...(setup.lab ? { tokenLifetime: LAB_LIFETIME } : {}),
    };
    const { AdoptedClient } = library.adopted();
    const adopted = await AdoptedClient.connect({ ...options, ...manner });
    this.speaks();
    this.adopted = adopted;
    this.context.defer(() => adopted.close());
    return adopted;
  }
}
