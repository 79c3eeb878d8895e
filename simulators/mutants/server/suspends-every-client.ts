import { STATUS_CODES } from "../../../src/protocol";
import type { ServerMutant } from "./types";

export const suspendsEveryClient: ServerMutant = {
  name: "suspends-every-client",
  breaks: ["NS-05"],
  says: "The rejection of one client suspends all of them.",
  server(server) {
    server.reverseConnect.on("connection", ({ endpointUrl, result }) => {
      if (result?.kind !== "error-received" || result.code !== STATUS_CODES.BadTcpMessageTypeInvalid) return;
      for (const client of server.reverseConnect.list())
        if (client.endpointUrl !== endpointUrl) server.reverseConnect.disable(client.endpointUrl);
    });
  },
};
