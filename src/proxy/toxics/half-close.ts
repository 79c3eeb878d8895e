import type { Chunk, End, Stage, StageContext, ToxicType } from "../types";

/** Ends its direction by FIN after `after_bytes` bytes, counted from when the toxic was added; the other direction goes on. */
export const halfClose: ToxicType = {
  type: "half_close",
  attributes: { after_bytes: { kind: "int", default: 0, min: 0 } },
  borrows: true,
  create: (context) => new HalfClose(context),
};

class HalfClose implements Stage {
  private passed = 0;
  private closed = false;

  constructor(private readonly context: StageContext) {}

  data(chunk: Chunk): void {
    const limit = this.context.number("after_bytes");
    const through = this.closed ? chunk.bytes.subarray(0, 0) : chunk.bytes.subarray(0, Math.max(0, limit - this.passed));
    this.passed += through.length;
    this.context.emit({ ...chunk, bytes: through });
    const lost = chunk.bytes.length - through.length;
    const about = { offset: chunk.offset + through.length, length: lost, message: chunk.message };
    if (lost > 0) this.context.note("lose what comes after the half-close", about);
    if (this.passed < limit || this.closed) return;
    this.closed = true;
    this.context.decide("half-close", { ...about, length: 0 });
    this.context.emitEnd({ how: "fin", at: this.context.now() });
  }

  end(end: End): void {
    if (!this.closed) this.context.emitEnd(end);
    this.closed = true;
  }
}
