import type { AggregationMutant } from "./types";

export const servesWhatItDials: AggregationMutant = {
  name: "serves-what-it-dials",
  role: "server",
  breaks: ["NS-31"],
  also: { "NS-05": "the client that is not suspended is to see values of a server that dials" },
  says: "It serves the servers that it dials, and not those that dial it.",
  options: (given) => ({ ...given, underlying: given.underlying.filter(({ reverse }) => !reverse) }),
};
