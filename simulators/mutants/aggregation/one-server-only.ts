import type { AggregationMutant } from "./types";

export const oneServerOnly: AggregationMutant = {
  name: "one-server-only",
  role: "client",
  breaks: ["NS-30"],
  says: "Of the servers below it serves the first.",
  options: (given) => ({ ...given, underlying: given.underlying.slice(0, 1) }),
};
