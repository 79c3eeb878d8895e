import { RawDialer, type RawConnection } from "../../../simulators/raw";
import { DEFAULT_BUFFER_SIZE } from "../../protocol";
import type { ConnectionEvent, Stamp, TraceEvent } from "../../trace";
import { StateNotReachedError } from "../expect/errors";
import { ifItComes } from "../expect/if-it-comes";
import type { Link } from "../link";
import type { ScenarioContext } from "../scenario/context";
import { BEGINNINGS, judgesBeginning } from "../states/grounds";
import { startingTime } from "../sut";
import { OUR_REDIAL } from "../timing";
import { Peer, type Addresses, type Sizes } from "./peer";

const REFUSED = "it takes no connection where it was told to listen; its ready line (start.ready) is due when it listens";

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

  /**
   * Dials the client; the new connection becomes current. A client that serves one server at a time needs a moment after the last one until
   * it listens again, and one may say a moment too early that it is ready, or not say it at all: who is refused then dials again, as servers
   * do.
   */
  async dial(): Promise<void> {
    const { trace, timing, setup } = this.context;
    const isFirst = !trace.events.some(isTaken);
    const starting = isFirst && !setup.lasting ? startingTime(setup.sut.start.client, timing.scale) : 0;
    const late = trace.now() + timing.prompt + starting;
    const isNext = !setup.links.lacks.includes("embedded-proxy") && hasNoneOpen(trace.events);
    do {
      this.speaks();
      const connection = await this.dialer.dial(AbortSignal.timeout(timing.prompt));
      this.current = connection.number;
      if (!isNext || !(await this.isRefused())) return;
    } while (trace.now() < late);
    if (isFirst && !judgesBeginning("listens", setup.judges))
      throw new StateNotReachedError(BEGINNINGS.listens.state, new Error(REFUSED));
  }

  private async isRefused(): Promise<boolean> {
    const { trace, timing, signal } = this.context;
    const isAnswer = (event: TraceEvent): event is ConnectionEvent & Stamp =>
      event.kind === "connection" && event.link === this.name && event.connection === this.current && event.side === "client";
    const taken = await ifItComes(trace.waitFor("the client to take the connection", isAnswer, { within: timing.prompt, signal }));
    if (taken?.phase !== "refused") return false;
    await this.context.waits(OUR_REDIAL);
    return true;
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

function isTaken(event: TraceEvent): boolean {
  return event.kind === "connection" && event.side === "client" && event.phase === "opened";
}

/** The client took no connection yet, or all of them have ended. */
function hasNoneOpen(events: readonly TraceEvent[]): boolean {
  const open = new Map<string, boolean>();
  for (const event of events) {
    if (event.kind !== "connection" || event.side !== "client" || event.phase === "refused") continue;
    open.set(`${event.link} ${event.connection}`, event.phase === "opened");
  }
  return ![...open.values()].includes(true);
}
