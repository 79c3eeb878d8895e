import type { ServerMutant } from "./types";

export const noSessions: ServerMutant = {
  name: "no-sessions",
  breaks: ["RC-048"],
  cripples: "no session opens",
  says: "It dials and opens channels, but lets nobody open a session.",
  options: (given) => ({ ...given, allowAnonymous: false }),
};
