import type { Said } from "./stream-parser";

/** How many messages may still be kept, over all connections: a capture of any size fits into memory. */
export class MessageBudget {
  private slab = Buffer.alloc(0);

  constructor(
    public left: number,
    readonly whole = false,
  ) {}

  /** A copy beside others of its kind: a slice of what Node.js shares out would keep far more in memory. */
  keep(bytes: Buffer): Buffer {
    if (this.slab.length < bytes.length) this.slab = Buffer.allocUnsafeSlow(SLAB);
    const kept = this.slab.subarray(0, bytes.length);
    this.slab = this.slab.subarray(bytes.length);
    bytes.copy(kept);
    return kept;
  }
}

const SLAB = 256 * 1024;

/** Bytes of a MSG chunk that are kept for checkers: its headers, and what tells the service. */
const KEPT_BYTES = 64;

/** A chunk with as many of its bytes as are kept. */
export function shortened(said: Extract<Said, { kind: "message" }>, budget: MessageBudget | undefined): Said {
  const { message } = said;
  if (message.type !== "MSG" || !budget || budget.whole) return said;
  const bytes = budget.keep(message.bytes.subarray(0, KEPT_BYTES));
  return { ...said, message: { ...message, bytes, trailing: bytes.subarray(message.bytes.length - message.trailing.length) } };
}
