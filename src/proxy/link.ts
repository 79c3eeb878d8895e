import type { Socket } from "node:net";
import type { Toxic } from "./toxic";
import type { Reader } from "./reader";
import { Slot, type SlotConnection } from "./slot";
import { MessageTracker } from "./tracker";
import type { Chunk, End, How, Stream } from "./types";
import type { ConnectionEvent, Direction, Role } from "../trace";

/** A socket, and how it is read. */
export interface Wire {
  readonly socket: Socket;
  readonly reader: Reader;
}

interface LinkEnd extends Wire {
  readonly side: Role;
}

/** What a link needs of its connection. */
interface LinkConnection extends SlotConnection {
  readonly closing: boolean;
  readonly where: { readonly link: string; readonly connection: number };
  report(phase: ConnectionEvent["phase"], side: Role, how: How, detail?: string): void;
  other(link: Link): Link;
  linkEnded(link: Link, end: End): void;
}

/**
 * One direction of a connection: what is read at the sender's socket goes through the toxics, one after the other, to the receiver's.
 * Everything is synchronous; a toxic that delays keeps its own queue, and nothing overtakes it.
 */
export class Link {
  private readonly slots: Slot[] = [];
  /** Follows what the sender sent. */
  readonly incoming = new MessageTracker();
  /** Follows what leaves the last toxic; a new toxic, which is put there, starts from it. */
  readonly outgoing = new MessageTracker();
  lastWrite = -Infinity;
  private offset = 0;
  private readonly holders = new Set<object>();
  private ended = false;
  private finished = false;
  /** During a call whose bytes are the reader's. */
  private lends = false;

  constructor(
    readonly connection: LinkConnection,
    readonly stream: Stream,
    readonly direction: Direction,
    readonly from: LinkEnd,
    readonly to: LinkEnd,
    toxics: readonly Toxic[],
  ) {
    for (const toxic of toxics) this.add(toxic);
  }

  start(): void {
    const { socket } = this.from;
    this.from.reader.read = (bytes) => this.read(bytes);
    socket.on("end", () => this.sourceEnded("fin"));
    this.to.socket.on("drain", () => this.hold(this, false));
    if (this.holders.size === 0) socket.resume();
  }

  reply(bytes: Buffer, faults: readonly string[]): void {
    this.connection.other(this).write(bytes, faults);
  }

  add(toxic: Toxic): void {
    this.slots.push(new Slot(this, toxic));
  }

  slot(toxic: Toxic): Slot | undefined {
    return this.slots.find((slot) => slot.toxic === toxic);
  }

  remove(toxic: Toxic): void {
    const slot = this.slot(toxic);
    if (!slot) return;
    slot.release();
    this.slots.splice(this.slots.indexOf(slot), 1);
  }

  /** The sender's half is over: by FIN, or by RST. False when that was known. */
  sourceEnded(how: How): boolean {
    if (this.ended) return false;
    this.ended = true;
    this.connection.report("peer-closed", this.from.side, how);
    this.passEnd({ how, at: this.connection.host.now() });
    return true;
  }

  /** The receiver is gone: read on so that the sender's end is noticed, and drop. */
  abandon(): void {
    this.dispose();
    this.holders.clear();
    this.from.socket.resume();
  }

  /** Ends the stream as if the sender had; for a connection whose other direction is over. */
  endQuietly(): void {
    if (this.ended) return;
    this.ended = true;
    this.from.reader.read = () => undefined;
    this.from.socket.resume();
    this.passEnd({ how: "fin", at: this.connection.host.now() });
  }

  /** What leaves `slot` (or the socket, without one) goes on to the next toxic, and at last to the receiver. */
  pass(chunk: Chunk, slot?: Slot): void {
    const next = this.after(slot);
    if (next) next.data(chunk);
    else this.deliver(chunk);
  }

  passEnd(end: End, slot?: Slot): void {
    const next = this.after(slot);
    if (next) next.end(end);
    else this.deliverEnd(end);
  }

  /** Reading goes on when nobody asks to stop any more. */
  hold(holder: object, full: boolean): void {
    const before = this.holders.size;
    if (full) this.holders.add(holder);
    else this.holders.delete(holder);
    if (before === 0 && this.holders.size > 0) this.from.socket.pause();
    else if (before > 0 && this.holders.size === 0 && !this.connection.closing) this.from.socket.resume();
  }

  dispose(): void {
    this.finished = true;
    for (const slot of this.slots) slot.dispose();
  }

  /** Writes to the receiver; also used by the other direction for what a toxic answers to the sender. */
  write(bytes: Buffer, faults?: readonly string[]): void {
    const { socket, side } = this.to;
    if (this.finished || socket.destroyed || socket.writableEnded) return;
    const { connection, direction } = this;
    const { host } = connection;
    host.sent(this.stream, bytes.length);
    const touched = faults && faults.length > 0 ? { faults } : {};
    host.settings.observer?.data({ ...connection.where, direction, side, bytes, ...touched });
    this.lastWrite = host.now();
    const more = this.lends ? this.from.reader.write(socket, bytes) : socket.write(bytes);
    if (!more) this.hold(this, true);
  }

  private read(volatile: Buffer): void {
    if (this.ended) return;
    const { connection, direction } = this;
    const { host } = connection;
    const { observer } = host.settings;
    host.received(this.stream, volatile.length);
    const borrowed = (!observer || observer.borrows === true) && this.slots.every((slot) => slot.borrows);
    const bytes = borrowed ? volatile : Buffer.from(volatile);
    observer?.data({ ...connection.where, direction, side: this.from.side, bytes });
    const chunk = { bytes, at: host.now(), offset: this.offset, message: this.incoming.next, borrowed };
    this.offset += bytes.length;
    this.incoming.skip(bytes);
    if (this.finished) return;
    this.lends = borrowed;
    this.pass(chunk);
    this.lends = false;
  }

  private deliver(chunk: Chunk): void {
    if (this.finished) return;
    this.outgoing.skip(chunk.bytes);
    this.write(chunk.bytes, chunk.faults);
  }

  private deliverEnd(end: End): void {
    if (this.finished) return;
    this.finished = true;
    this.connection.linkEnded(this, end);
  }

  private after(slot: Slot | undefined): Slot | undefined {
    return slot ? this.slots[this.slots.indexOf(slot) + 1] : this.slots[0];
  }
}
