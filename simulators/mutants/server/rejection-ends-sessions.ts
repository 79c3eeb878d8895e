import { STATUS_CODES } from "../../../src/protocol";
import type { ServerMutant } from "./types";

export const rejectionEndsSessions: ServerMutant = {
  name: "rejection-ends-sessions",
  breaks: ["NS-05"],
  says: "The rejection of one client ends the sessions of all.",
  server(server) {
    server.reverseConnect.on("connection", ({ endpointUrl, result }) => {
      if (result?.kind === "error-received" && result.code === STATUS_CODES.BadTcpMessageTypeInvalid)
        for (const client of server.reverseConnect.list())
          if (client.endpointUrl !== endpointUrl) server.reverseConnect.remove(client.endpointUrl, { closeSessions: true });
    });
  },
};
