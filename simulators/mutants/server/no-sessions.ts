import type { ServerMutant } from "./types";

export const noSessions: ServerMutant = {
  name: "no-sessions",
  breaks: ["RC-048", "NS-28"],
  also: {
    "NS-01": "the scenario opens a session to see the connection work",
  },
  cripples: "no session opens",
  says: "It dials and opens channels, but lets nobody open a session.",
  options: (given) => ({ ...given, allowAnonymous: false }),
};
