import type { Kept, StageContext } from "../types";

/** Node's timers take no more (24 days), and turn more into a millisecond. */
export const LONGEST_DELAY = 2 ** 31 - 1;

/** One timer of a stage that never fires early; it is cleared when the toxic or the connection goes. */
export class Alarm implements Kept {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly context: StageContext) {
    context.keep(this);
  }

  get pending(): boolean {
    return this.timer !== undefined;
  }

  /** Replaces an alarm that is set. */
  set(ms: number, ring: () => void): void {
    this.clear();
    const due = this.context.now() + ms;
    const check = () => {
      const left = due - this.context.now();
      this.timer = left > 0 ? setTimeout(check, Math.min(LONGEST_DELAY, Math.ceil(left))) : undefined;
      if (left <= 0) ring();
    };
    this.timer = setTimeout(check, Math.min(LONGEST_DELAY, Math.max(0, Math.ceil(ms))));
  }

  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  flush(): void {
    this.clear();
  }
  dispose(): void {
    this.clear();
  }
}
