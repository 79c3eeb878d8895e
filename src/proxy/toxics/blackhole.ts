import type { Chunk, End, Stage, StageContext, ToxicType } from "../types";
import { HeldQueue } from "./held-queue";

/**
 * A cable that is unplugged: after `after_bytes` nothing comes through, not even a close. `discard` reads on and loses the data, `stall`
 * keeps it and stops reading. Removing the toxic lifts it: with `keep` the connection goes on (from a stall, without loss), with
 * `close` it is ended.
 */
export const blackhole: ToxicType = {
  type: "blackhole",
  attributes: {
    after_bytes: { kind: "int", default: 0, min: 0 },
    mode: { kind: "text", default: "discard", oneOf: ["discard", "stall"] },
    lift: { kind: "text", default: "keep", oneOf: ["keep", "close"] },
  },
  borrows: true,
  create: (context) => new Blackhole(context),
};

class Blackhole implements Stage {
  private readonly queue: HeldQueue;
  private passed = 0;
  private swallows = false;
  private swallowedEnd: End | undefined;

  constructor(private readonly context: StageContext) {
    this.queue = new HeldQueue(context);
  }

  data(chunk: Chunk): void {
    const left = Math.max(0, this.context.number("after_bytes") - this.passed);
    const through = chunk.bytes.subarray(0, left);
    this.passed += through.length;
    this.context.emit({ ...chunk, bytes: through });
    const bytes = chunk.bytes.subarray(left);
    if (bytes.length === 0) return;
    const rest = { ...chunk, bytes, offset: chunk.offset + left };
    const stalls = this.context.attributes["mode"] === "stall";
    const about = { offset: rest.offset, message: chunk.message };
    if (!this.swallows) this.context.decide(stalls ? "stall from here" : "discard from here", about);
    this.swallows = true;
    this.context.note(stalls ? "stall" : "discard", { ...about, length: bytes.length });
    if (stalls) this.queue.push(Infinity, rest);
  }

  end(end: End): void {
    this.swallowedEnd = end;
    this.context.decide("swallow the close");
  }

  release(): void {
    if (this.context.attributes["lift"] === "close") this.context.close("fin", "black hole lifted");
    else if (this.swallowedEnd) this.context.emitEnd(this.swallowedEnd);
  }
}
