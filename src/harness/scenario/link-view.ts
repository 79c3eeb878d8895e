import { statusName, type Message, type MessageType } from "../../protocol";
import type { BytesEvent, ConnectionEvent, Direction, MessageEvent, Role, Stamp, Trace, TraceEvent } from "../../trace";

export type SutMessage = MessageEvent & Stamp;
type Bytes = BytesEvent & Stamp;
type Connection = ConnectionEvent & Stamp;

/** How a connection ended on the SUT's side, and who ended it. */
export interface Closing {
  readonly t: number;
  readonly by: "sut" | "peer";
  readonly how: "fin" | "rst";
}

/**
 * Reads one link of a trace from the SUT's point of view. What the SUT said is what came out of it on its own side of the
 * network; what it was told is what was delivered there. Faults between the sides therefore never blame the SUT.
 */
export class LinkView {
  constructor(
    readonly trace: Trace,
    readonly link: string,
    readonly sut: Role,
  ) {}

  get outgoing(): Direction {
    return this.sut === "server" ? "to-client" : "to-server";
  }

  /** Numbers of the connections, in the order in which they were opened. */
  connections(): number[] {
    return this.dials().map((event) => event.connection);
  }

  /** Every connection that the dialing side opened. */
  dials(after = 0): Connection[] {
    return this.trace.find((event): event is Connection => this.isDial(event), after);
  }

  isDial(event: TraceEvent): event is Connection {
    return event.kind === "connection" && event.link === this.link && event.phase === "opened" && event.side === "server";
  }

  said(connection?: number): SutMessage[] {
    return this.trace.find((event): event is SutMessage => this.isSaid(event, connection));
  }

  isSaid(event: TraceEvent, connection?: number, type?: MessageType): event is SutMessage {
    return this.isMessage(event, this.outgoing, connection, type);
  }

  isTold(event: TraceEvent, connection?: number, type?: MessageType): event is SutMessage {
    return this.isMessage(event, this.outgoing === "to-client" ? "to-server" : "to-client", connection, type);
  }

  /** What left the SUT on a connection that was no readable message. */
  garbage(connection?: number): Bytes[] {
    return this.trace.find(
      (event): event is Bytes =>
        event.kind === "bytes" && this.here(event, connection) && event.side === this.sut && event.direction === this.outgoing,
    );
  }

  closing(connection: number): Closing | undefined {
    const event = this.trace.events.find((candidate): candidate is Connection => this.isClosing(candidate, connection));
    if (!event) return undefined;
    return { t: event.t, by: event.phase === "peer-closed" ? "sut" : "peer", how: event.how ?? "fin" };
  }

  isClosing(event: TraceEvent, connection: number): event is Connection {
    return (
      event.kind === "connection" &&
      this.here(event, connection) &&
      event.side === this.sut &&
      (event.phase === "peer-closed" || event.phase === "closed")
    );
  }

  /** Connections on which a ReverseHello left the SUT, no Hello was delivered, and which are open, at moment `t`. */
  waiting(t = Infinity): number[] {
    return this.connections().filter((connection) => this.isWaiting(connection, t));
  }

  private isWaiting(connection: number, t: number): boolean {
    const before = this.trace.events.filter((event) => event.t <= t);
    const hello = before.some((event) => this.isMessage(event, "to-server", connection, "HEL", "server"));
    const reverse = before.some((event) => this.isMessage(event, "to-client", connection, "RHE", "server"));
    const closed = before.some(
      (event) =>
        event.kind === "connection" &&
        this.here(event, connection) &&
        event.side === "server" &&
        event.phase !== "opened" &&
        event.phase !== "refused",
    );
    return reverse && !hello && !closed;
  }

  /** What a connection came to, in words that stay the same from run to run: for findings and known failures. */
  observed(connection: number): string {
    const said = this.said(connection).map((event) => sayMessage(event.message));
    const garbage = this.garbage(connection).map((event) => `${event.reason} bytes`);
    const closing = this.closing(connection);
    const end = !closing ? "stays open" : closing.by === "sut" ? `closes by ${closing.how.toUpperCase()}` : "is closed by its peer";
    return [...collapse(said), ...garbage, end].join(", ");
  }

  private isMessage(
    event: TraceEvent,
    direction: Direction,
    connection?: number,
    type?: MessageType,
    side: Role = this.sut,
  ): event is SutMessage {
    return (
      event.kind === "message" &&
      this.here(event, connection) &&
      event.direction === direction &&
      event.side === side &&
      (type === undefined || event.message.type === type)
    );
  }

  private here(event: { link: string; connection: number }, connection: number | undefined): boolean {
    return event.link === this.link && (connection === undefined || event.connection === connection);
  }
}

function sayMessage(message: Message): string {
  return message.type === "ERR" ? `ERR ${statusName(message.code)}` : message.type;
}

function collapse(words: readonly string[]): string[] {
  return words.filter((word, index) => word !== words[index - 1] || !["MSG"].includes(word));
}
