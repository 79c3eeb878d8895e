import type { AggregationMutant } from "./types";

export const dialsNoClient: AggregationMutant = {
  name: "dials-no-client",
  role: "server",
  breaks: ["NS-31"],
  says: "It takes connections from the clients above, and dials none of them.",
  options: (given) => ({ ...given, server: { ...given.server, reverseConnect: { ...given.server?.reverseConnect, clients: [] } } }),
};
