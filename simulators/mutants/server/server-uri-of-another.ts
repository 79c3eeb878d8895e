import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const serverUriOfAnother: ServerMutant = {
  name: "server-uri-of-another",
  breaks: ["RC-005"],
  says: "ServerUri of its ReverseHello is not the application URI that GetEndpoints tells.",
  behaviour: () => ({
    reverseHello: ({ endpointUrl }) =>
      referenceBehaviour.reverseHello({ serverUri: "urn:reverse-hello:somebody-else", endpointUrl }),
  }),
};
