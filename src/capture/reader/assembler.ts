import type { Room } from "./room";
import type { TcpSegment } from "./segment";

/** Hears the byte stream of one direction in order; the bytes are slices of the file's chunks, to be copied where they are kept. */
export interface StreamListener {
  data(bytes: Buffer, t: number): void;
  /** Bytes that the capture does not hold. */
  lost(bytes: number, t: number): void;
  /** The same bytes again. */
  repeated(t: number, bytes: number): void;
}

interface Held {
  readonly seq: number;
  readonly payload: Buffer;
  readonly missing: number;
  readonly t: number;
}

/** Bytes held for a segment that is still to come; when there are more, the capture has lost it. */
const MAX_HELD = 1024 * 1024;
/** A copy that comes sooner than this was captured twice (two interfaces, a mirror port), not sent twice. TCP's shortest time-out is 200 ms. */
const COPY_MS = 1;

/** Puts the TCP segments of one direction in order: out-of-order segments wait, repeated bytes are dropped, holes are reported. */
export class StreamAssembler {
  private next: number | undefined;
  private first: number | undefined;
  private held: Held[] = [];
  private heldBytes = 0;
  /** Where the stream ends by its FIN: what is missing before it was lost by the capture. */
  private end: { readonly seq: number; readonly t: number } | undefined;
  private lastData = -Infinity;

  constructor(
    private readonly listener: StreamListener,
    private readonly room: Room,
  ) {}

  push(segment: TcpSegment, t: number): void {
    if (segment.syn) return this.startsAt((segment.seq + 1) >>> 0);
    const length = segment.payload.length + segment.missing;
    if (segment.fin) this.end ??= { seq: (segment.seq + length) >>> 0, t };
    if (length === 0) return;
    if (!this.hasStart) this.startsAt(segment.seq);
    // A keep-alive probe may carry one old byte; it says nothing.
    if (length === 1 && distance(segment.seq, this.next ?? 0) === -1) return;
    this.accept({ seq: segment.seq, payload: segment.payload, missing: segment.missing, t });
  }

  /** Sequence number of its first byte; the other side may tell it where this side's SYN was not captured. */
  startsAt(seq: number): void {
    this.first = seq;
    this.next = seq;
  }

  get hasStart(): boolean {
    return this.first !== undefined;
  }

  /** Whether the other side confirms bytes up to a position, counted from the first one. */
  isConfirmed(position: number, ack: number): boolean {
    return this.first !== undefined && distance(ack, (this.first + position) >>> 0) >= 0;
  }

  /** How many bytes the other side confirms that were not captured so far, the end's own number included. */
  ahead(ack: number): number {
    return this.next === undefined ? 0 : Math.max(0, distance(ack, this.next));
  }

  /** The other side has confirmed bytes up to here: a hole before that is the capture's. */
  acknowledged(ack: number): void {
    const first = this.held[0];
    if (first && distance(ack, first.seq) > 0) this.jump();
  }

  /** End of the capture or of the stream; `confirmed` is what the other side confirmed in the end, and when. */
  flush(confirmed?: { readonly ack: number; readonly t: number }): void {
    while (this.held.length > 0) this.jump();
    // One number more is that of the FIN.
    const unseen = confirmed && !this.end ? this.ahead(confirmed.ack) - 1 : 0;
    if (confirmed && unseen > 0) {
      this.listener.lost(unseen, confirmed.t);
      this.next = confirmed.ack;
    }
    const { end, next } = this;
    if (!end || next === undefined || distance(end.seq, next) <= 0) return;
    this.listener.lost(distance(end.seq, next), end.t);
    this.next = end.seq;
  }

  private accept(piece: Held): void {
    if (distance(piece.seq, this.next as number) > 0) return this.hold(piece);
    this.take(piece);
    this.drain();
  }

  private take(piece: Held): void {
    const ahead = distance(piece.seq, this.next as number);
    const length = piece.payload.length + piece.missing;
    if (ahead + length <= 0) {
      if (piece.t - this.lastData >= COPY_MS) this.listener.repeated(piece.t, length);
      return;
    }
    const fresh = piece.payload.subarray(Math.min(-ahead, piece.payload.length));
    this.next = (piece.seq + length) >>> 0;
    this.lastData = piece.t;
    if (fresh.length > 0) this.listener.data(fresh, piece.t);
    if (piece.missing > 0) this.listener.lost(Math.min(piece.missing, ahead + length), piece.t);
  }

  /** What waits is let go: nobody listens any more. */
  drop(): void {
    this.wait(-this.heldBytes);
    this.held = [];
  }

  private hold(piece: Held): void {
    const at = this.held.findLastIndex((other) => distance(piece.seq, other.seq) >= 0);
    this.held.splice(at + 1, 0, { ...piece, payload: Buffer.from(piece.payload) });
    const tooMuch = this.wait(piece.payload.length);
    if (tooMuch) this.jump();
  }

  private wait(bytes: number): boolean {
    this.heldBytes += bytes;
    return this.room.wait(bytes) || this.heldBytes > MAX_HELD;
  }

  private drain(): void {
    for (let [first] = this.held; first && distance(first.seq, this.next as number) <= 0; [first] = this.held) {
      this.held.shift();
      this.wait(-first.payload.length);
      this.take(first);
    }
  }

  private jump(): void {
    const first = this.held[0];
    if (!first) return;
    const hole = distance(first.seq, this.next as number);
    if (hole > 0) this.listener.lost(hole, first.t);
    this.next = first.seq;
    this.drain();
  }
}

/** a - b in the arithmetic of 32 bit sequence numbers. */
function distance(a: number, b: number): number {
  return (a - b) | 0;
}
