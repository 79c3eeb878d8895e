import { Alarm, LONGEST_DELAY } from "./alarm";
import type { Chunk, Stage, StageContext, ToxicType } from "../types";

/**
 * Discards all data and closes the connection after `timeout` ms without data; 0 never closes. Taking it away closes the connection,
 * as in Toxiproxy: for a black hole that can be lifted, use `blackhole`.
 */
export const timeout: ToxicType = {
  type: "timeout",
  attributes: { timeout: { kind: "int", default: 0, max: LONGEST_DELAY } },
  borrows: true,
  create: (context) => new Timeout(context),
};

class Timeout implements Stage {
  private readonly alarm: Alarm;
  private discards = false;

  constructor(private readonly context: StageContext) {
    this.alarm = new Alarm(context);
    this.updated();
  }

  data(chunk: Chunk): void {
    const { bytes, offset, message } = chunk;
    if (!this.discards) this.context.decide("discard from here", { offset, message });
    this.discards = true;
    this.context.note("discard", { offset, length: bytes.length, message });
    this.updated();
  }

  end(): void {
    this.context.close("fin", "sender closed");
  }

  updated(): void {
    const ms = this.context.number("timeout");
    if (ms > 0) this.alarm.set(ms, () => this.context.close("fin", `no data for ${ms} ms`));
    else this.alarm.clear();
  }

  release(): void {
    this.context.close("fin", "toxic removed");
  }
}
