import type { Chunk, End, Stage, StageContext, ToxicType } from "../types";
import { LONGEST_DELAY } from "./alarm";

/**
 * A NAT or firewall that forgets connections on which nothing was sent in this direction for `idle` ms: what comes then is lost without a
 * word (`discard`), and so is all that follows, or is answered by RST on both sides (`rst`). Removing the toxic lets bytes through again.
 */
export const idleDrop: ToxicType = {
  type: "idle_drop",
  attributes: {
    idle: { kind: "int", default: 60_000, min: 1, max: LONGEST_DELAY },
    mode: { kind: "text", default: "discard", oneOf: ["discard", "rst"] },
  },
  borrows: true,
  create: (context) => new IdleDrop(context),
};

class IdleDrop implements Stage {
  private last: number;
  private forgotten = false;
  private swallowedEnd: End | undefined;

  constructor(private readonly context: StageContext) {
    this.last = context.now();
  }

  data(chunk: Chunk): void {
    const now = this.context.now();
    const idle = this.context.number("idle");
    const about = { offset: chunk.offset, message: chunk.message };
    if (!this.forgotten && now - this.last >= idle) {
      this.forgotten = true;
      this.context.decide(`forget after ${idle} ms idle`, about);
    }
    this.last = now;
    if (!this.forgotten) return this.context.emit(chunk);
    if (this.context.attributes["mode"] === "rst") return this.context.close("rst", `idle for ${idle} ms`);
    this.context.note("discard", { ...about, length: chunk.bytes.length });
  }

  /** A close is data too for a middlebox: it does not pass once the connection is forgotten. */
  end(end: End): void {
    if (this.forgotten || this.context.now() - this.last >= this.context.number("idle")) this.swallowedEnd = end;
    else this.context.emitEnd(end);
  }

  release(): void {
    if (this.swallowedEnd) this.context.emitEnd(this.swallowedEnd);
  }
}
