import type { ServerMutant } from "./types";

export const sessionBlocksOthers: ServerMutant = {
  name: "session-blocks-others",
  breaks: ["NS-01"],
  also: {
    "NS-10": "nothing is dialed after a session",
    "RC-031": "nothing waits after a session",
  },
  says: "When one session ends, it closes its waiting connection and never dials again.",
  server(server) {
    server.on("session_closed", () => {
      for (const { endpointUrl } of server.reverseConnect.list()) server.reverseConnect.disable(endpointUrl);
    });
  },
};
