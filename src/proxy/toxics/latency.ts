import { MessageTracker } from "../tracker";
import type { Chunk, End, Stage, StageContext, ToxicType } from "../types";
import { LONGEST_DELAY } from "./alarm";
import { HeldQueue } from "./held-queue";

/** As many bytes as Toxiproxy lets wait: 1024 chunks of 32 KiB. */
const LIMIT = 1024 * 32 * 1024;

/**
 * Hands data on `latency` ms, give or take `jitter`, after it was received; several latencies add up. A FIN is not late by itself, it
 * stays behind the data (as in Toxiproxy). Jitter is drawn once per OPC UA message, so that it does not depend on how the bytes came.
 */
export const latency: ToxicType = {
  type: "latency",
  attributes: { latency: { kind: "int", default: 0, max: LONGEST_DELAY }, jitter: { kind: "int", default: 0, max: LONGEST_DELAY } },
  borrows: true,
  create: (context) => new Latency(context),
};

class Latency implements Stage {
  private readonly queue: HeldQueue;
  private readonly tracker: MessageTracker;
  private drawnFor: number | undefined = -1;
  private extra = 0;

  constructor(private readonly context: StageContext) {
    this.queue = new HeldQueue(context, LIMIT);
    this.tracker = new MessageTracker(context.alignment);
  }

  data(chunk: Chunk): void {
    const base = this.context.number("latency");
    const jitter = this.context.number("jitter");
    if (jitter === 0) {
      this.tracker.skip(chunk.bytes);
      return this.wait(chunk, base);
    }
    let offset = chunk.offset;
    let message = chunk.message;
    for (const piece of this.tracker.split(chunk.bytes)) {
      const part = { ...chunk, bytes: piece.bytes, offset, message };
      if (piece.start === 0) this.draw(part, base, jitter);
      this.wait(part, base + this.extra);
      offset += piece.bytes.length;
      if (piece.last && message !== undefined) message += 1;
    }
  }

  end(end: End): void {
    this.queue.end(end);
  }

  /** What is being delayed is released at once; what comes later gets the new delay. */
  updated(): void {
    this.queue.flush();
  }

  private draw(part: Chunk, base: number, jitter: number): void {
    if (part.message !== undefined && part.message === this.drawnFor) return;
    this.drawnFor = part.message;
    this.extra = Math.trunc((this.context.random() * 2 - 1) * jitter);
    this.context.decide(`delay ${base + this.extra} ms`, { offset: part.offset, message: part.message });
  }

  private wait(chunk: Chunk, ms: number): void {
    const due = chunk.at + ms;
    if (ms <= 0 && this.queue.empty) this.context.emit(chunk);
    else this.queue.push(due, ms > 0 ? this.context.mark(chunk, `delayed ${ms} ms`) : chunk);
  }
}
