import type { AggregationMutant } from "./types";

export const triesOnce: AggregationMutant = {
  name: "tries-once",
  role: "client",
  breaks: ["NS-30"],
  says: "A server below that cannot be reached once is not tried again within the hour.",
  options: (given) => ({ ...given, reconnectInterval: 3_600_000 }),
};
