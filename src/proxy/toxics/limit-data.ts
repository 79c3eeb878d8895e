import type { Chunk, Stage, StageContext, ToxicType } from "../types";

/** Closes the connection when exactly `bytes` bytes went through, counted per connection from when the toxic was added. */
export const limitData: ToxicType = {
  type: "limit_data",
  attributes: { bytes: { kind: "int", default: 0, min: 0 } },
  borrows: true,
  create: (context) => new LimitData(context),
};

class LimitData implements Stage {
  private passed = 0;

  constructor(private readonly context: StageContext) {}

  data(chunk: Chunk): void {
    const limit = this.context.number("bytes");
    const { bytes, offset, message } = chunk;
    const left = Math.max(0, limit - this.passed);
    if (bytes.length < left) {
      this.passed += bytes.length;
      return this.context.emit(chunk);
    }
    this.passed += left;
    const rest = bytes.length - left;
    this.context.decide("close", { offset: offset + left, length: rest, message, detail: `limit of ${limit} bytes reached` });
    this.context.emit(this.context.mark({ ...chunk, bytes: bytes.subarray(0, left) }, "limit reached"));
    this.context.close("fin", `limit of ${limit} bytes reached`);
  }
}
