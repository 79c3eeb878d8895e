import type { ServerMutant } from "./types";

export const impatient: ServerMutant = {
  name: "impatient",
  breaks: ["RC-029"],
  also: {
    "RC-031": "there is a moment without a waiting connection",
    "RC-032": "there is that moment beside a channel too",
    "NS-06": "it dials again before its delay",
    "RC-019": "the connection does not stay until the client speaks",
  },
  says: "It replaces a waiting connection after 300 ms.",
  options: (given) => ({
    ...given,
    reverseConnect: {
      ...given.reverseConnect,
      clients: (given.reverseConnect?.clients ?? []).map((client) => ({ ...client, timeout: 300 })),
    },
  }),
};
