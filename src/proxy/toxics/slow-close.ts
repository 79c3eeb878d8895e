import type { End, Stage, StageContext, ToxicType } from "../types";
import { Alarm } from "./alarm";
import { number } from "./latency";

/** Hands on the end of the stream `delay` ms late; data passes. */
export const slowClose: ToxicType = {
  type: "slow_close",
  attributes: { delay: { kind: "int", default: 0 } },
  borrows: true,
  create: (context) => new SlowClose(context),
};

class SlowClose implements Stage {
  private held: End | undefined;
  private readonly alarm: Alarm;

  constructor(private readonly context: StageContext) {
    this.alarm = new Alarm(context);
  }

  data(chunk: Parameters<Stage["data"]>[0]): void {
    this.context.emit(chunk);
  }

  end(end: End): void {
    this.held = end;
    this.context.decide(`hold the close ${number(this.context, "delay")} ms`);
    this.updated();
  }

  /** The delay begins anew. */
  updated(): void {
    if (this.held) this.alarm.set(number(this.context, "delay"), () => this.release());
  }

  release(): void {
    this.alarm.clear();
    const end = this.held;
    this.held = undefined;
    if (end) this.context.emitEnd({ ...end, at: this.context.now() });
  }

  dispose(): void {
    this.alarm.clear();
  }
}
