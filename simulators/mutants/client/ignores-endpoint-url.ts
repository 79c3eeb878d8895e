import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const ignoresEndpointUrl: ClientMutant = {
  name: "ignores-endpoint-url",
  breaks: ["NS-17", "RC-046"],
  also: {
    "RC-015": "servers that differ in EndpointUrl only are one to it",
    "RC-028": "who is not wanted gets Hello",
  },
  says: "It does not look at the endpoint URL of a registration.",
  behaviour: () => ({
    matches: ({ serverUri }, server) => referenceClientBehaviour.matches(serverUri === undefined ? {} : { serverUri }, server),
  }),
};
