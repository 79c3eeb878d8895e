/** How many payload bytes a capture keeps of one direction of a connection, on each side of the proxy. */
export interface WholeBytes {
  /** Bytes that are kept whole at once. */
  readonly burst: number;
  /** Bytes per second by which that fills up again. */
  readonly perSecond: number;
}

/** Says what is kept whole: everything of a conversation, the beginning of a flood. */
export class Allowance {
  private left: number;
  private at = 0;

  constructor(private readonly limits: WholeBytes) {
    this.left = limits.burst;
  }

  /** Whether this many bytes at `t` (ms) are kept whole. */
  take(bytes: number, t: number): boolean {
    const { burst, perSecond } = this.limits;
    this.left = Math.min(burst, this.left + ((t - this.at) * perSecond) / 1000);
    this.at = t;
    if (bytes > this.left) return false;
    this.left -= bytes;
    return true;
  }
}
