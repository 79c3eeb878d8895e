import type { ServerMutant } from "./types";

export const ignoresSessionLimit: ServerMutant = {
  name: "ignores-session-limit",
  breaks: ["NS-09"],
  also: {
    "NS-10": "the limit on sessions is the same setting",
  },
  says: "It goes on dialing though the configured number of sessions is open.",
  options: (given) => ({
    ...given,
    reverseConnect: {
      ...given.reverseConnect,
      clients: (given.reverseConnect?.clients ?? []).map((client) => ({ ...client, maxSessionCount: 0 })),
    },
  }),
};
