import type { Said } from "./said";

/** Bytes that are kept of all connections: with what reading takes, a capture of any size stays under 300 MB. */
const KEPT = 64 * 1024 * 1024;
/** What one thing that is told costs in memory, and a message beside its bytes. */
const ITEM = 250;
const MESSAGE = 1500;
/** Messages that are kept where every one is wanted. */
const MAX_MESSAGES = 50_000;
/** Bytes that wait for others before them, over all connections. */
const WAITING = 32 * 1024 * 1024;
const SLAB = 256 * 1024;
/** Bytes of a MSG chunk that are kept for checkers: its headers, and what tells the service. */
const KEPT_BYTES = 64;

export interface RoomOptions {
  /** Keeps every message of a connection, for checkers; without it MSG chunks are counted only. */
  readonly everyMessage?: boolean;
  /** Keeps them with all of their bytes, to play them again. */
  readonly whole?: boolean;
  /** How many are kept at most, over all connections; 50,000 by default. */
  readonly mostMessages?: number;
}

/** How much of a capture may still be held, over all connections. */
export class Room {
  readonly everyMessage: boolean;
  readonly whole: boolean;
  private messages: number;
  /** Bytes that may still be kept; what is let go is given back. */
  left = KEPT;
  private waiting = 0;
  private slab = Buffer.alloc(0);

  constructor({ everyMessage = false, mostMessages = MAX_MESSAGES, whole = false }: RoomOptions = {}) {
    this.everyMessage = everyMessage;
    this.messages = mostMessages;
    this.whole = whole;
  }

  get isFull(): boolean {
    return this.left <= 0;
  }

  /** Takes the room of one thing that is told; false where there is none. */
  take(said?: Said): boolean {
    if (this.isFull) return false;
    this.left -= said?.kind === "message" ? MESSAGE : ITEM;
    return true;
  }

  /** The same of a message where every one is kept. */
  takeMessage(): boolean {
    if (this.messages <= 0 || (!this.whole && this.isFull)) return false;
    this.messages -= 1;
    return true;
  }

  /** Bytes begin to wait, or with a negative count do so no longer; true where too many do. */
  wait(bytes: number): boolean {
    this.waiting += bytes;
    return this.waiting > WAITING;
  }

  /** A copy beside others of its kind: a slice of what Node.js shares out, or of the file, would keep far more in memory. */
  keep(bytes: Buffer): Buffer {
    this.left -= bytes.length;
    if (this.slab.length < bytes.length) {
      if (bytes.length > SLAB / 4) return Buffer.from(bytes);
      this.slab = Buffer.allocUnsafeSlow(SLAB);
    }
    const kept = this.slab.subarray(0, bytes.length);
    this.slab = this.slab.subarray(bytes.length);
    bytes.copy(kept);
    return kept;
  }

  /** A message as it is kept for checkers: a MSG chunk with its front only. */
  shortened(said: Extract<Said, { kind: "message" }>): Said {
    const { message } = said;
    if (message.type !== "MSG") return said;
    const bytes = this.keep(this.whole ? message.bytes : message.bytes.subarray(0, KEPT_BYTES));
    const before = message.bytes.length - message.trailing.length;
    return { ...said, message: { ...message, bytes, trailing: bytes.subarray(before) } };
  }
}
