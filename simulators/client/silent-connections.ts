/** For so long, in ms, a connection may have said nothing because it has just come; and at most this many may be as young as that. */
const YOUNG = 1000;
const MOST_YOUNG = 16_384;

/**
 * Connections that have not said their ReverseHello yet. A flood of silent ones takes places from other silent ones only: a real server
 * speaks at once. When thousands come back at the same moment many have been accepted and not been read yet, so that nobody is taken for
 * silent in his first second.
 */
export class SilentConnections {
  private readonly silent = new Map<number, { readonly since: number; readonly refuse: () => void }>();
  private timer: NodeJS.Timeout | undefined;

  /** `most`: over it the oldest one goes. */
  constructor(private readonly most: number) {}

  add(id: number, refuse: () => void): void {
    this.silent.set(id, { since: performance.now(), refuse });
  }

  /** It spoke, or is gone. */
  remove(id: number): void {
    this.silent.delete(id);
  }

  /** One more is to come. */
  makeRoom(): void {
    if (this.silent.size < this.most) return;
    if (this.silent.size >= this.most + MOST_YOUNG) this.silent.values().next().value?.refuse();
    this.timer ??= setTimeout(() => this.dropOld(), YOUNG);
  }

  /** Refuses all. */
  stop(): void {
    clearTimeout(this.timer);
    for (const { refuse } of this.silent.values()) refuse();
  }

  private dropOld(): void {
    this.timer = undefined;
    const before = performance.now() - YOUNG;
    for (const { since, refuse } of this.silent.values()) {
      if (this.silent.size < this.most || since > before) break;
      refuse();
    }
    this.makeRoom();
  }
}
