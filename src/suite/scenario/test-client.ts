import { RawListener, type RawConnection, type StartedRawListener } from "../../../simulators/raw";
import { AdoptedClient, type ApplicationIdentity, type ChannelSecurity } from "../../../simulators/adopted";
import type { ConnectionEvent, Stamp, TraceEvent } from "../../trace";
import type { Link } from "../link";
import type { ScenarioContext } from "./context";
import { LinkView, type SutMessage } from "./link-view";

type Opened = ConnectionEvent & Stamp;

/** A listening client that we play, with the link through which the server under test dials it. */
export class TestClient {
  /** Number of the connection that steps speak of. */
  current = 0;
  adopted: AdoptedClient | undefined;

  private constructor(
    readonly name: string,
    private readonly context: ScenarioContext,
    private readonly listener: StartedRawListener | undefined,
    readonly link: Link,
    readonly view: LinkView,
  ) {}

  static async start(name: string, context: ScenarioContext): Promise<TestClient> {
    const listener = await new RawListener().start();
    context.defer(() => listener.stop());
    const link = await context.link(name, { host: listener.host, port: listener.port });
    return new TestClient(name, context, listener, link, context.view(name));
  }

  /** Somebody else listens there, who answers as he likes; steps can only watch. */
  static async watch(name: string, context: ScenarioContext, target: { host: string; port: number }): Promise<TestClient> {
    return new TestClient(name, context, undefined, await context.link(name, target), context.view(name));
  }

  /**
   * Waits for the next ReverseHello behind trace position `after`, on any connection with a number over `beyond`, and makes that
   * connection current.
   */
  async reverseHello(within: number, after = 0, beyond = 0): Promise<SutMessage> {
    const { trace, signal } = this.context;
    const match = (event: Parameters<LinkView["isSaid"]>[0]): event is SutMessage =>
      this.view.isSaid(event, undefined, "RHE") && event.connection > beyond;
    if (trace.find(match, after).length === 0)
      this.context.setup.onAwaiting?.(`the server's next dial to client ${this.name}`, within);
    const event = await trace.waitFor(`a ReverseHello from the server at client ${this.name}`, match, { within, after, signal });
    this.current = event.connection;
    if (this.listener) await (await this.arrival(event.connection)).message("RHE", this.context.timing.prompt);
    return event;
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

  /** Goes on with the current connection as a real client; the server sees Hello, OpenSecureChannel, … */
  async adopt(identity: ApplicationIdentity, security?: ChannelSecurity): Promise<AdoptedClient> {
    const raw = await this.arrival(this.current);
    const reverse = await raw.message("RHE", this.context.timing.prompt);
    const options = {
      socket: raw.detach(),
      serverUri: reverse.serverUri.value ?? "",
      endpointUrl: reverse.endpointUrl.value ?? "",
      identity,
      within: this.context.timing.by(this.context.timing.stated.connectTimeout),
    };
    const adopted = await AdoptedClient.connect(security ? { ...options, security } : options);
    this.adopted = adopted;
    this.context.defer(() => adopted.close());
    return adopted;
  }
}
