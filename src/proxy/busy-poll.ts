import type { Clock } from "../trace";

/** ms that suit a proxy which stands alone: a peer on this machine has answered by then. */
export const BUSY_POLL = 0.05;

/**
 * Busy polling: for a moment after bytes have passed, the event loop looks for the answer again and again instead of sleeping. On a
 * machine with idle cores it is the wake-up of a sleeping process, not the work, that makes a proxy slow.
 */
export class BusyPoll {
  private until = 0;
  private looking = false;

  /** `span` in ms; 0 sleeps at once. */
  constructor(
    private readonly span: number,
    private readonly clock: Clock,
  ) {}

  /** Bytes have passed. */
  stir(): void {
    if (this.span === 0) return;
    this.until = this.clock.now() + this.span;
    if (this.looking) return;
    this.looking = true;
    setImmediate(this.look);
  }

  private readonly look = (): void => {
    this.looking = this.clock.now() < this.until;
    if (this.looking) setImmediate(this.look);
  };
}
