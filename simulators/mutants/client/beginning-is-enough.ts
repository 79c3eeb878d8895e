import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const beginningIsEnough: ClientMutant = {
  name: "beginning-is-enough",
  breaks: ["NS-16"],
  says: "It takes a server whose URI only begins with that of its registration.",
  behaviour: () => ({
    matches({ serverUri, ...others }, server) {
      const begins = serverUri === undefined || server.serverUri.startsWith(serverUri);
      return begins && referenceClientBehaviour.matches(others, server);
    },
  }),
};
