import { decodeHeader, DEFAULT_MAX_FRAME_SIZE, HEADER_SIZE } from "../protocol";
import type { MessagePosition } from "./types";

/** A piece of a stream that lies inside one message, or raw bytes. */
export interface Piece {
  readonly bytes: Buffer;
  /** Number of the message, counted from 1 by this tracker; undefined for raw bytes. */
  readonly message: number | undefined;
  /** Offset of the piece in its message. */
  readonly start: number;
  /** True when the message ends with this piece. */
  readonly last: boolean;
}

/** Follows message boundaries in a stream without holding a byte back. */
export class MessageTracker implements MessagePosition {
  raw = false;
  seen = 0;
  size: number | undefined;
  private own: Buffer | undefined;
  private number = 0;

  constructor(from?: MessagePosition) {
    if (!from) return;
    this.raw = from.raw;
    this.seen = from.seen;
    this.size = from.size;
    if (from.seen === 0) return;
    from.header.copy(this.header);
    this.number = 1;
  }

  get header(): Buffer {
    return (this.own ??= Buffer.allocUnsafe(HEADER_SIZE));
  }

  /** Number of the message that the next byte belongs to. */
  get next(): number | undefined {
    if (this.raw) return undefined;
    return this.seen === 0 ? this.number + 1 : this.number;
  }

  /** Moves over these bytes without cutting them; for counting only. */
  skip(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && !this.raw;) at += this.step(bytes, at);
  }

  split(bytes: Buffer): Piece[] {
    const pieces: Piece[] = [];
    for (let at = 0; at < bytes.length;) {
      if (this.raw) {
        pieces.push({ bytes: bytes.subarray(at), message: undefined, start: 0, last: false });
        break;
      }
      const start = this.seen;
      const length = this.step(bytes, at);
      const part = bytes.subarray(at, at + length);
      at += length;
      if (this.raw) pieces.push({ bytes: part, message: undefined, start: 0, last: false });
      else pieces.push({ bytes: part, message: this.number, start, last: this.seen === 0 });
    }
    return pieces;
  }

  /** Takes the bytes from `at` that belong to one message; returns how many. */
  private step(bytes: Buffer, at: number): number {
    const left = bytes.length - at;
    if (this.seen === 0) this.number += 1;
    if (this.size === undefined) {
      const wanted = HEADER_SIZE - this.seen;
      bytes.copy(this.header, this.seen, at, at + wanted);
      if (left < wanted) {
        this.seen += left;
        return left;
      }
      if (!this.readSize()) return left;
    }
    const size = this.size ?? 0;
    const length = Math.min(left, size - this.seen);
    this.seen += length;
    if (this.seen === size) {
      this.seen = 0;
      this.size = undefined;
    }
    return length;
  }

  private readSize(): boolean {
    try {
      const { size } = decodeHeader(this.header);
      if (size <= DEFAULT_MAX_FRAME_SIZE) {
        this.size = size;
        return true;
      }
    } catch {
      // Not OPC UA: passes as it is, and nothing after it can be framed.
    }
    this.raw = true;
    return false;
  }
}
