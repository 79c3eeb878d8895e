import type { End, Stage, StageContext, ToxicType } from "../types";
import { Alarm, LONGEST_DELAY } from "./alarm";

/** Hands on the end of the stream `delay` ms late; data passes. */
export const slowClose: ToxicType = {
  type: "slow_close",
  attributes: { delay: { kind: "int", default: 0, max: LONGEST_DELAY } },
  borrows: true,
  create: (context) => new SlowClose(context),
};

class SlowClose implements Stage {
  private held: End | undefined;
  private readonly alarm: Alarm;

  constructor(private readonly context: StageContext) {
    this.alarm = new Alarm(context);
  }

  end(end: End): void {
    this.held = end;
    this.context.decide(`hold the close ${this.context.number("delay")} ms`);
    this.updated();
  }

  /** The delay starts again. */
  updated(): void {
    if (this.held) this.alarm.set(this.context.number("delay"), () => this.release());
  }

  release(): void {
    const end = this.held;
    this.held = undefined;
    if (end) this.context.emitEnd({ ...end, at: this.context.now() });
  }
}
