import type { AggregationMutant } from "./types";

export const readsOnce: AggregationMutant = {
  name: "reads-once",
  role: "client",
  breaks: ["NS-30"],
  says: "It reads the values of a server below when it connects, and hears of no change within the hour.",
  options: (given) => ({ ...given, samplingInterval: 3_600_000 }),
};
