import type { Chunk, End, Stage, StageContext, ToxicType } from "../types";
import { Alarm, LONGEST_DELAY } from "./alarm";
import { HeldQueue } from "./held-queue";

/**
 * Resets both sides `timeout` ms after the first data or close in its direction (with `immediate`, after the toxic came to the
 * connection). What comes meanwhile is held; it is let go when the toxic is removed in time.
 */
export const resetPeer: ToxicType = {
  type: "reset_peer",
  attributes: { timeout: { kind: "int", default: 0, max: LONGEST_DELAY }, immediate: { kind: "flag", default: false } },
  borrows: true,
  create: (context) => new ResetPeer(context),
};

class ResetPeer implements Stage {
  private readonly alarm: Alarm;
  private readonly queue: HeldQueue;

  constructor(private readonly context: StageContext) {
    this.alarm = new Alarm(context);
    this.queue = new HeldQueue(context);
    if (context.attributes["immediate"] === true) this.trigger({});
  }

  data(chunk: Chunk): void {
    this.queue.push(Infinity, chunk);
    this.trigger({ offset: chunk.offset, message: chunk.message });
  }

  end(end: End): void {
    this.queue.push(Infinity, end);
    this.trigger({});
  }

  updated(): void {
    if (this.alarm.pending || this.context.attributes["immediate"] === true) {
      this.alarm.clear();
      this.trigger({});
    }
  }

  private trigger(about: { offset?: number; message?: number | undefined }): void {
    if (this.alarm.pending) return;
    const ms = this.context.number("timeout");
    this.context.decide(ms > 0 ? `reset in ${ms} ms` : "reset", about);
    const reset = () => this.context.close("rst", "reset");
    // Without a delay nothing can come between: a removal of the toxic right after its addition is too late.
    if (ms > 0) this.alarm.set(ms, reset);
    else queueMicrotask(reset);
  }
}
