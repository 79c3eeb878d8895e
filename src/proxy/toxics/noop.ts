import type { ToxicType } from "../types";

/** Does nothing. */
export const noop: ToxicType = { type: "noop", attributes: {}, borrows: true, create: () => ({}) };
