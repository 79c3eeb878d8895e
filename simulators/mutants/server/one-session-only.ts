import type { ServerMutant } from "./types";

export const oneSessionOnly: ServerMutant = {
  name: "one-session-only",
  breaks: ["RC-048"],
  warns: ["RC-048"],
  cripples: "after the first session that ends nothing that needs another one can be judged",
  says: "Once a session was closed it refuses every other one, as if there were too many.",
  server(server) {
    server.on("session_closed", () => {
      server.engine.serverCapabilities.maxSessions = 0;
    });
  },
};
