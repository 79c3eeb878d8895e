/** Between two looks at the clock, in ms. */
const TICK = 100;
/** Without running for this long, in ms, a deadline may pass over what had come, and accuse. */
const ACCUSES = 1000;
/** Without running for this long, what did not happen may have happened unseen. */
const MISSES = 5000;
/** A process that ran uses more of the time than this share, also where it loads code and its timers come late. */
const ASLEEP = 0.1;

export interface Clocks {
  /** ms that never go back, and do not count while the machine is suspended. */
  monotonic(): number;
  /** ms of the wall. */
  wall(): number;
  /** ms of processor that this thread has used: the others (garbage, compilation) work also while it waits. */
  processor(): number;
}

type Reading = Readonly<Record<keyof Clocks, number>>;

type OlderProcess = Partial<Pick<NodeJS.Process, "threadCpuUsage">>;

const REAL: Clocks = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  processor: () => {
    // Node before 23.9 knows only the whole process.
    const { user, system } = (process as OlderProcess).threadCpuUsage?.() ?? process.cpuUsage();
    return (user + system) / 1000;
  },
};

/**
 * Notices that this process did not run: it was stopped (SIGSTOP, Ctrl-Z), or the machine was suspended or far too busy. A timer that comes
 * late by more than a second, while its thread used hardly any processor, tells it. What happened meanwhile nobody has seen, so nobody is judged by it.
 */
export class Awake {
  private readonly timer: NodeJS.Timeout;
  private last: Reading;
  private longest = 0;

  constructor(private readonly clocks: Clocks = REAL) {
    this.last = this.now();
    this.timer = setInterval(() => this.look(), TICK).unref();
  }

  /** Ends the watch. Why a scenario that passed, or did not, cannot be judged; undefined: this process ran all the time. */
  slept(passed: boolean): string | undefined {
    this.look();
    clearInterval(this.timer);
    if (this.longest < (passed ? MISSES : ACCUSES)) return undefined;
    const seconds = (this.longest / 1000).toFixed(1);
    return `reverse-hello itself did not run for ${seconds} s (it was stopped, or the machine was suspended or too busy), and has not seen what happened then`;
  }

  private look(): void {
    const now = this.now();
    const since = (clock: keyof Clocks) => now[clock] - this.last[clock];
    const gap = Math.max(since("monotonic"), since("wall")) - TICK;
    if (since("processor") < gap * ASLEEP) this.longest = Math.max(this.longest, gap);
    this.last = now;
  }

  private now(): Reading {
    const { clocks } = this;
    return { monotonic: clocks.monotonic(), wall: clocks.wall(), processor: clocks.processor() };
  }
}
