import { RawDialer, type RawConnection } from "../../../simulators/raw";
import { DEFAULT_BUFFER_SIZE } from "../../protocol";
import type { Link } from "../link";
import type { ScenarioContext } from "../scenario/context";
import { Peer, type Addresses, type Sizes } from "./peer";

/** A dialing server that we play by hand, with its own link to the client under test. */
export class DialingPeer extends Peer {
  private readonly dialer: RawDialer;

  private constructor(
    name: string,
    context: ScenarioContext,
    link: Link,
    readonly addresses: Addresses,
  ) {
    super(name, context, link, context.view(name));
    this.dialer = new RawDialer(link);
    context.defer(() => this.stop());
  }

  /** `target`: where the client under test listens; `addresses`: whose names the server bears. */
  static async start(
    name: string,
    context: ScenarioContext,
    target: { host: string; port: number },
    addresses: Addresses,
  ): Promise<DialingPeer> {
    return new DialingPeer(name, context, await context.link(name, target), addresses);
  }

  /** Dials the client; the new connection becomes current. */
  async dial(): Promise<void> {
    this.speaks();
    const connection = await this.dialer.dial(AbortSignal.timeout(this.context.timing.prompt));
    this.current = connection.number;
  }

  raw(connection = this.current): RawConnection {
    const raw = this.dialer.connections[connection - 1];
    if (!raw) throw new Error(`server ${this.name} has not dialed`);
    return raw;
  }

  /** What Acknowledge may say to the Hello that came (Part 6, 7.1.2.4): what one side sends, the other must be able to receive. */
  override get sizes(): Sizes {
    const hello = this.raw().last("HEL");
    if (hello?.type !== "HEL") return super.sizes;
    return {
      receiveBufferSize: Math.min(DEFAULT_BUFFER_SIZE, hello.sendBufferSize),
      sendBufferSize: Math.min(DEFAULT_BUFFER_SIZE, hello.receiveBufferSize),
    };
  }

  /** Ends all its connections. */
  stop(): void {
    this.dialer.stop();
  }
}
