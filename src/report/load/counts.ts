import type { LoadSample } from "./types";

/** Counts of a sample that several parts of one run add up to, in the order of their columns. */
export const COUNTS = [
  "dials",
  "failedDials",
  "accepted",
  "sessions",
  "requests",
  "notifications",
  "waiting",
  "inSession",
  "connections",
] as const satisfies readonly (keyof LoadSample)[];
