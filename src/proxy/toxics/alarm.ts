import type { StageContext } from "../types";

/** One timer of a stage that never fires early. */
export class Alarm {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly context: Pick<StageContext, "now">) {}

  get pending(): boolean {
    return this.timer !== undefined;
  }

  /** Replaces an alarm that is set. */
  set(ms: number, ring: () => void): void {
    this.clear();
    const due = this.context.now() + ms;
    const check = () => {
      const left = due - this.context.now();
      if (left > 0) {
        this.timer = setTimeout(check, Math.ceil(left));
        return;
      }
      this.timer = undefined;
      ring();
    };
    this.timer = setTimeout(check, Math.max(0, Math.ceil(ms)));
  }

  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
