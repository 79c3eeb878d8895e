import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const ignoresEndpointUrl: ClientMutant = {
  name: "ignores-endpoint-url",
  breaks: ["NS-17", "RC-046"],
  says: "It does not look at the endpoint URL of a registration.",
  behaviour: () => ({
    matches: ({ serverUri }, server) => referenceClientBehaviour.matches(serverUri === undefined ? {} : { serverUri }, server),
  }),
};
