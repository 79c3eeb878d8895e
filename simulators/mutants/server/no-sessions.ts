import type { ServerMutant } from "./types";

export const noSessions: ServerMutant = {
  name: "no-sessions",
  breaks: ["RC-048"],
  cripples: "no session opens",
  says: "It dials and opens channels, but refuses every session.",
  options: (given) => ({ ...given, allowAnonymous: false }),
};
