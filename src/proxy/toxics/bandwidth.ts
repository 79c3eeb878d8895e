import type { Chunk, End, Stage, StageContext, ToxicType } from "../types";
import { HeldQueue } from "./held-queue";

/** Lets `rate` KB (of 1000 bytes) through per second, in pieces of at most 100 ms; 0 stalls until the toxic is changed or removed. */
export const bandwidth: ToxicType = {
  type: "bandwidth",
  attributes: { rate: { kind: "int", default: 0, min: 0 } },
  borrows: true,
  create: (context) => new Bandwidth(context),
};

class Bandwidth implements Stage {
  private readonly queue: HeldQueue;
  /** When the last piece has had its time; the error of a late timer is not added up. */
  private free = 0;

  constructor(private readonly context: StageContext) {
    this.queue = new HeldQueue(context);
  }

  data(chunk: Chunk): void {
    const rate = this.context.number("rate");
    const paced = this.context.mark(chunk, `${rate} KB/s`);
    if (rate === 0) return this.queue.push(Infinity, paced);
    this.free = Math.max(this.free, chunk.at);
    const size = rate * 100;
    for (let at = 0; at < chunk.bytes.length; at += size) {
      const bytes = chunk.bytes.subarray(at, at + size);
      this.free += bytes.length / rate;
      this.queue.push(this.free, { ...paced, bytes, offset: chunk.offset + at });
    }
  }

  end(end: End): void {
    this.queue.end(end, this.context.number("rate") === 0 ? Infinity : this.free);
  }

  /** What waits is let go, and the new rate counts from here. */
  updated(): void {
    this.queue.flush();
    this.free = 0;
  }
}
