import type { ServerMutant } from "./types";

export const neverGivesUp: ServerMutant = {
  name: "never-gives-up",
  breaks: ["NS-12"],
  says: "It waits forever for a client that said Hello.",
  options: (given) => ({ ...given, reverseConnect: { ...given.reverseConnect, connectTimeout: 600_000 } }),
};
