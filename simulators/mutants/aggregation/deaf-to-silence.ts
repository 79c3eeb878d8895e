import type { AggregationMutant } from "./types";

export const deafToSilence: AggregationMutant = {
  name: "deaf-to-silence",
  role: "client",
  breaks: ["NS-30"],
  says: "It waits an hour for the answers of a server below, and serves its last values as good meanwhile.",
  options: (given) => ({ ...given, keepAlive: 3_600_000 }),
};
