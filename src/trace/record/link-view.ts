import { HEADER_SIZE, statusName, type Message, type MessageType } from "../../protocol";
import type { BytesEvent, ConnectionEvent, Direction, MessageEvent, Role, Stamp, TraceEvent } from "../events";
import type { Trace } from "../trace";

export type SutMessage = MessageEvent & Stamp;
type Bytes = BytesEvent & Stamp;
type Connection = ConnectionEvent & Stamp;

/** How a connection ended on the SUT's side, and who ended it. */
export interface Closing {
  readonly t: number;
  readonly by: "sut" | "peer";
  readonly how: "fin" | "rst";
}

/** What is known of one connection; the times are those of its ReverseHello and of what ended its waiting. */
interface ConnectionRecord {
  readonly said: SutMessage[];
  readonly told: SutMessage[];
  readonly garbage: Bytes[];
  /** All that its peer sent, as seen at either side. */
  readonly inbound: (SutMessage | Bytes)[];
  closing?: Connection;
  waitingFrom?: number;
  waitingUntil?: number;
  /** From this position on our own side is wrong on purpose. */
  deliberateFrom?: number;
  /** A fault touched it. */
  disturbed?: boolean;
}

export interface LinkViewOptions {
  /**
   * Set when the SUT is on this system and nothing that reached this system is lost to a reset after it: the bytes that the link writes
   * at once. What goes on in several writes may run into a reset, and then what the SUT said before is not read any more.
   */
  readonly writesAtOnce?: number;
}

/**
 * Reads one link of a trace from the SUT's point of view. What the SUT said is what came out of it on its own side of the
 * network; what it was told is what was delivered there. Faults between the sides therefore never blame the SUT.
 * Each event is read once: steps ask again at every event, and a server that floods makes tens of thousands of them.
 */
export class LinkView {
  private read = 0;
  private readonly dialed: Connection[] = [];
  private readonly records = new Map<number, ConnectionRecord>();
  private readonly waitingNow = new Set<number>();
  private most = 0;
  private allDeliberateFrom = Infinity;

  constructor(
    readonly trace: Trace,
    readonly link: string,
    readonly sut: Role,
    private readonly options: LinkViewOptions = {},
  ) {}

  get outgoing(): Direction {
    return this.sut === "server" ? "to-client" : "to-server";
  }

  /** Numbers of the connections, in the order in which they were opened. */
  connections(): number[] {
    return this.dials().map((event) => event.connection);
  }

  /** Every connection that the dialing side opened, behind trace position `after`. */
  dials(after = 0): Connection[] {
    this.sync();
    return after === 0 ? this.dialed : this.dialed.filter((event) => event.seq > after);
  }

  isDial(event: TraceEvent): event is Connection {
    return event.kind === "connection" && event.link === this.link && event.phase === "opened" && event.side === "server";
  }

  said(connection?: number): SutMessage[] {
    return this.collect(connection, ({ said }) => said);
  }

  told(connection?: number): SutMessage[] {
    return this.collect(connection, ({ told }) => told);
  }

  /** What left the SUT on a connection that was no readable message. */
  garbage(connection?: number): Bytes[] {
    return this.collect(connection, ({ garbage }) => garbage);
  }

  isSaid(event: TraceEvent, connection?: number, type?: MessageType): event is SutMessage {
    return this.isMessage(event, this.outgoing, connection, type);
  }

  isTold(event: TraceEvent, connection?: number, type?: MessageType): event is SutMessage {
    return this.isMessage(event, this.outgoing === "to-client" ? "to-server" : "to-client", connection, type);
  }

  /** Something reached the SUT: a message, or other bytes. */
  isHeard(event: TraceEvent, connection: number): boolean {
    const travels = event.kind === "message" || event.kind === "bytes";
    return travels && this.here(event, connection) && event.side === this.sut && event.direction !== this.outgoing;
  }

  /** When something reached the SUT first: a message, or other bytes. */
  firstHeard(connection: number): number | undefined {
    this.sync();
    return this.records.get(connection)?.inbound.find(({ side }) => side === this.sut)?.t;
  }

  /** Trace position from which our own side is wrong on purpose on a connection; Infinity when it never is. */
  deliberateFrom(connection: number): number {
    this.sync();
    return Math.min(this.allDeliberateFrom, this.records.get(connection)?.deliberateFrom ?? Infinity);
  }

  closing(connection: number): Closing | undefined {
    this.sync();
    const event = this.records.get(connection)?.closing;
    return event && { t: event.t, by: event.phase === "peer-closed" ? "sut" : "peer", how: event.how ?? "fin" };
  }

  /** Codes, by name, of the Errors that the SUT sent on a connection behind a position in the trace. */
  errors(connection: number, after = 0): string[] {
    const said = this.said(connection).filter(({ seq }) => seq > after);
    return said.flatMap(({ message }) => (message.type === "ERR" ? [statusName(message.code)] : []));
  }

  /** Whether no Error came behind that position, and a reset by the system of the SUT may have swallowed one. */
  mayHaveLostError(connection: number, after = 0): boolean {
    if (this.errors(connection, after).length > 0 || this.closing(connection)?.how !== "rst") return false;
    const { writesAtOnce } = this.options;
    if (writesAtOnce === undefined || this.records.get(connection)?.disturbed === true) return this.mayHaveUnread(connection);
    const { sent, delivered } = this.unanswered(connection);
    return sent > writesAtOnce || delivered < sent;
  }

  /**
   * Whether the SUT may have ended a connection with bytes of its peer unread, which makes its system reset the connection and perhaps
   * overtake an Error: more than a header was sent to it since its last message but for Errors. Who refuses a message by its header alone
   * has read no more than that.
   */
  mayHaveUnread(connection: number): boolean {
    const { sent, delivered } = this.unanswered(connection);
    // Bytes that a reset stopped on their way are seen where they were sent only.
    return Math.max(sent, delivered) > HEADER_SIZE;
  }

  /** Bytes that were sent to the SUT since its last message but for Errors, as far as messages are whole, and those that reached it. */
  private unanswered(connection: number): { sent: number; delivered: number } {
    this.sync();
    const { said, inbound } = this.records.get(connection) ?? { said: [], inbound: [] };
    const since = said.findLast(({ message }) => message.type !== "ERR")?.seq ?? 0;
    const unanswered = inbound.filter(({ seq }) => seq > since);
    const sizeAt = (atSut: boolean) => sizeOf(unanswered.filter(({ side }) => (side === this.sut) === atSut));
    return { sent: sizeAt(false), delivered: sizeAt(true) };
  }

  isClosing(event: TraceEvent, connection: number): event is Connection {
    return this.isEnd(event, connection, this.sut);
  }

  /** A connection ended at that side of the link, whoever ended it. */
  isEnd(event: TraceEvent, connection: number, side: Role): event is Connection {
    return event.kind === "connection" && this.here(event, connection) && isEnd(event) && event.side === side;
  }

  /** Connections on which a ReverseHello left the SUT, no Hello was delivered, and which are open, now or at moment `t`. */
  waiting(t?: number): number[] {
    this.sync();
    if (t === undefined) return [...this.waitingNow];
    const waits = ({ waitingFrom = Infinity, waitingUntil = Infinity }: ConnectionRecord) => waitingFrom <= t && t < waitingUntil;
    return [...this.records].filter(([, record]) => waits(record)).map(([connection]) => connection);
  }

  /**
   * When each connection was there for its client, in ms: open (Part 6, 7.1.3), from its dial on, if its ReverseHello came, and not in use.
   * One that still is has no end.
   */
  waits(): { readonly from: number; readonly until: number }[] {
    this.sync();
    return this.dialed.flatMap(({ connection, t: from }) => {
      const { waitingFrom, waitingUntil: until = Infinity } = this.record(connection);
      return waitingFrom === undefined ? [] : [{ from, until }];
    });
  }

  /** The most connections that ever waited at once. */
  get mostWaiting(): number {
    this.sync();
    return this.most;
  }

  private collect<T extends Stamp>(connection: number | undefined, pick: (record: ConnectionRecord) => T[]): T[] {
    this.sync();
    if (connection === undefined) return [...this.records.values()].flatMap(pick).sort((a, b) => a.seq - b.seq);
    const record = this.records.get(connection);
    return record ? pick(record) : [];
  }

  private sync(): void {
    const { events } = this.trace;
    for (; this.read < events.length; this.read += 1) {
      const event = events[this.read];
      if (!event || !("link" in event) || event.link !== this.link) continue;
      if (event.kind === "deliberate") {
        if (event.connection === undefined) this.allDeliberateFrom = Math.min(this.allDeliberateFrom, event.seq);
        else this.record(event.connection).deliberateFrom ??= event.seq;
        continue;
      }
      if (event.kind !== "fault") this.add(event);
      else if (event.connection !== undefined) this.record(event.connection).disturbed = true;
    }
  }

  private add(event: (ConnectionEvent | MessageEvent | BytesEvent) & Stamp): void {
    const record = this.record(event.connection);
    if (event.kind !== "connection" && event.direction !== this.outgoing) record.inbound.push(event);
    if (event.kind === "connection") {
      if (this.isDial(event)) this.dialed.push(event);
      if (isEnd(event) && event.side === this.sut) record.closing ??= event;
      if (isEnd(event) && event.side === "server") this.endWaiting(record, event);
    } else if (event.kind === "bytes") {
      if (event.side === this.sut && event.direction === this.outgoing) record.garbage.push(event);
    } else {
      if (this.isSaid(event)) record.said.push(event);
      else if (this.isTold(event)) record.told.push(event);
      if (event.side === "server" && event.message.type === "RHE" && event.direction === "to-client")
        this.beginWaiting(record, event);
      if (event.side === "server" && event.message.type === "HEL" && event.direction === "to-server")
        this.endWaiting(record, event);
    }
  }

  private beginWaiting(record: ConnectionRecord, { connection, t }: MessageEvent & Stamp): void {
    if (record.waitingFrom !== undefined || record.waitingUntil !== undefined) return;
    record.waitingFrom = t;
    this.waitingNow.add(connection);
    this.most = Math.max(this.most, this.waitingNow.size);
  }

  private endWaiting(record: ConnectionRecord, { connection, t }: (ConnectionEvent | MessageEvent) & Stamp): void {
    record.waitingUntil ??= t;
    this.waitingNow.delete(connection);
  }

  private record(connection: number): ConnectionRecord {
    let record = this.records.get(connection);
    if (!record) this.records.set(connection, (record = { said: [], told: [], garbage: [], inbound: [] }));
    return record;
  }

  /** What a connection came to, in words that stay the same from run to run: for findings and known failures. */
  observed(connection: number): string {
    const said = this.said(connection).map((event) => sayMessage(event.message));
    const garbage = this.garbage(connection).map((event) => `${event.reason} bytes`);
    const closing = this.closing(connection);
    const end = !closing ? "stays open" : closing.by === "sut" ? `closes by ${closing.how.toUpperCase()}` : "is closed by its peer";
    return [...collapse(said), ...garbage, end].join(", ");
  }

  private isMessage(event: TraceEvent, direction: Direction, connection?: number, type?: MessageType): event is SutMessage {
    return (
      event.kind === "message" &&
      this.here(event, connection) &&
      event.direction === direction &&
      event.side === this.sut &&
      (type === undefined || event.message.type === type)
    );
  }

  private here(event: { link: string; connection: number }, connection: number | undefined): boolean {
    return event.link === this.link && (connection === undefined || event.connection === connection);
  }
}

function isEnd(event: ConnectionEvent): boolean {
  return event.phase === "peer-closed" || event.phase === "closed";
}

function sizeOf(events: readonly (SutMessage | Bytes)[]): number {
  return events.reduce((sum, event) => sum + (event.kind === "message" ? event.message.size : event.bytes.length), 0);
}

function sayMessage(message: Message): string {
  return message.type === "ERR" ? `ERR ${statusName(message.code)}` : message.type;
}

function collapse(words: readonly string[]): string[] {
  return words.filter((word, index) => word !== words[index - 1] || !["MSG"].includes(word));
}
