import type { ServerMutant } from "./types";

export const noSessions: ServerMutant = {
  name: "no-sessions",
  breaks: ["RC-048"],
  cripples: "no session opens",
  says: "It dials and opens channels, but refuses every session.",
  server(server) {
    // The first is one too many already. (A server that takes some users only would be no wrong one.)
    Object.defineProperty(server, "currentSessionCount", { get: () => Infinity });
  },
};
