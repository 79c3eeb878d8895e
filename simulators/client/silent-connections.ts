import type { Arrival } from "./arrival";

/** For so long, in ms, a connection may have said nothing because it has just come; and at most this many may be as young as that. */
const YOUNG = 1000;
const MOST_YOUNG = 16_384;

/**
 * Connections that have not said their ReverseHello yet. A flood of silent ones takes places from other silent ones only: a real server
 * speaks at once. When thousands come back at the same moment many have been accepted and not been read yet, so that nobody is taken for
 * silent in his first second.
 */
export class SilentConnections {
  private readonly silent = new Set<Arrival>();
  private timer: NodeJS.Timeout | undefined;

  /** `most`: over it the oldest one goes. */
  constructor(
    private readonly most: number,
    private readonly refuse: (arrival: Arrival) => void,
  ) {}

  add(arrival: Arrival): void {
    this.silent.add(arrival);
  }

  /** It spoke, or is gone. */
  remove(arrival: Arrival): void {
    this.silent.delete(arrival);
  }

  /** One more is to come. */
  makeRoom(): void {
    if (this.silent.size < this.most) return;
    if (this.silent.size >= this.most + MOST_YOUNG) this.refuseOldest();
    this.timer ??= setTimeout(() => this.dropOld(), YOUNG);
  }

  /** Refuses all. */
  stop(): void {
    clearTimeout(this.timer);
    for (const arrival of this.silent) this.refuse(arrival);
  }

  private refuseOldest(): void {
    const [oldest] = this.silent;
    if (oldest) this.refuse(oldest);
  }

  private dropOld(): void {
    this.timer = undefined;
    const before = performance.now() - YOUNG;
    for (const arrival of this.silent) {
      if (this.silent.size < this.most || arrival.since > before) break;
      this.refuse(arrival);
    }
    this.makeRoom();
  }
}
