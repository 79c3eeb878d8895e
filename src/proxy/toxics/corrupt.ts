import type { Chunk, Stage, StageContext, ToxicType } from "../types";

/**
 * Flips bits of `length` bytes at `offset` of the stream (counted from when the toxic was added) with `xor`; with `every`, again every
 * this many bytes; each place with a chance of `probability`.
 */
export const corrupt: ToxicType = {
  type: "corrupt",
  attributes: {
    offset: { kind: "int", default: 0, min: 0 },
    length: { kind: "int", default: 1, min: 1 },
    every: { kind: "int", default: 0, min: 0 },
    xor: { kind: "int", default: 255, min: 1, max: 255 },
    probability: { kind: "number", default: 1, min: 0, max: 1 },
  },
  check: ({ every, length }) =>
    Number(every) > 0 && Number(every) < Number(length) ? `every: expected at least the length ${length}, got ${every}` : undefined,
  borrows: true,
  create: (context) => new Corrupt(context),
};

class Corrupt implements Stage {
  private position = 0;
  /** The place that was decided last, by its number, and how. */
  private place = -1;
  private strikes = false;

  constructor(private readonly context: StageContext) {}

  data(chunk: Chunk): void {
    let copy: Buffer | undefined;
    for (let at = 0; at < chunk.bytes.length; at++) {
      if (!this.hits(this.position + at, chunk.offset + at, chunk.message)) continue;
      copy ??= Buffer.from(chunk.bytes);
      copy[at] = (copy[at] ?? 0) ^ this.context.number("xor");
    }
    this.position += chunk.bytes.length;
    this.context.emit(copy ? this.context.mark({ ...chunk, bytes: copy }, "corrupted") : chunk);
  }

  private hits(position: number, offset: number, message: number | undefined): boolean {
    const from = position - this.context.number("offset");
    if (from < 0) return false;
    const every = this.context.number("every");
    const length = this.context.number("length");
    const place = every === 0 ? 0 : Math.floor(from / every);
    if (from - place * every >= length) return false;
    if (place !== this.place) {
      this.place = place;
      const chance = this.context.number("probability");
      this.strikes = chance >= 1 || this.context.random() < chance;
      this.context.decide(this.strikes ? "corrupt" : "spare", { offset, length, message });
    }
    return this.strikes;
  }
}
