import type { Stage, StageContext, ToxicType } from "../types";

export function passThrough(context: StageContext): Stage {
  return { data: (chunk) => context.emit(chunk), end: (end) => context.emitEnd(end), release: () => undefined };
}

/** Does nothing. */
export const noop: ToxicType = { type: "noop", attributes: {}, borrows: true, create: passThrough };
