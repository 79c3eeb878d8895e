import type { Chunk, End, Stage, StageContext, ToxicType } from "../types";
import { LONGEST_DELAY } from "./alarm";
import { HeldQueue } from "./held-queue";

/**
 * Cuts data into pieces of `average_size` bytes, give or take `size_variation`, with `delay` microseconds behind each. The cuts depend
 * on the seed and the position in the stream only, not on how the bytes came. A size of 0 cuts nothing. A variation is clamped so that a piece has a byte.
 */
export const slicer: ToxicType = {
  type: "slicer",
  attributes: {
    average_size: { kind: "int", default: 0, min: 0 },
    size_variation: { kind: "int", default: 0, min: 0 },
    delay: { kind: "int", default: 0, min: 0, max: LONGEST_DELAY },
  },
  borrows: true,
  create: (context) => new Slicer(context),
};

class Slicer implements Stage {
  private readonly queue: HeldQueue;
  private left = 0;
  private free = 0;

  constructor(private readonly context: StageContext) {
    this.queue = new HeldQueue(context);
  }

  data(chunk: Chunk): void {
    if (this.context.number("average_size") === 0) return this.wait(chunk, 0);
    const marked = this.context.mark(chunk, "sliced");
    for (let at = 0; at < chunk.bytes.length;) {
      if (this.left === 0) this.left = this.draw(chunk.offset + at);
      const bytes = chunk.bytes.subarray(at, at + this.left);
      this.left -= bytes.length;
      this.wait({ ...marked, bytes, offset: chunk.offset + at }, this.context.number("delay") / 1000);
      at += bytes.length;
    }
  }

  end(end: End): void {
    this.queue.end(end, this.free);
  }

  updated(): void {
    this.queue.flush();
    this.left = 0;
  }

  private draw(offset: number): number {
    const average = this.context.number("average_size");
    const variation = Math.min(this.context.number("size_variation"), average - 1);
    if (variation === 0) return average;
    const size = average - variation + Math.floor(this.context.random() * (2 * variation + 1));
    this.context.decide(`slice of ${size} bytes`, { offset });
    return size;
  }

  /** The pause is behind the piece: the first one goes at once. */
  private wait(chunk: Chunk, pause: number): void {
    const due = Math.max(this.free, chunk.at);
    this.free = due + pause;
    if (due <= this.context.now() && this.queue.empty) this.context.emit(chunk);
    else this.queue.push(due, chunk);
  }
}
