import type { AggregationMutant } from "./types";

export const oneServerOnly: AggregationMutant = {
  name: "one-server-only",
  role: "client",
  breaks: ["NS-30"],
  says: "It serves only the first of the servers below.",
  options: (given) => ({ ...given, underlying: given.underlying.slice(0, 1) }),
};
