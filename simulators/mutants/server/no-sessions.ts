import type { ServerMutant } from "./types";

export const noSessions: ServerMutant = {
  name: "no-sessions",
  breaks: ["RC-048"],
  says: "It dials and opens channels, but no session.",
  options: (given) => ({ ...given, serverCapabilities: { ...given.serverCapabilities, maxSessions: 0 } }),
};
