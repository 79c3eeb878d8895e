import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const endpointUrlWithoutHost: ServerMutant = {
  name: "endpoint-url-without-host",
  breaks: ["RC-009"],
  also: {
    "RC-014": "what is no URL is not in GetEndpoints either",
    "RC-040": "to be usable at all it accepts any EndpointUrl",
    "RC-041": "its check of Hello is gone as a whole",
  },
  says: "EndpointUrl of its ReverseHello is no URL: it lacks scheme and host.",
  behaviour: () => ({
    reverseHello: ({ serverUri }) => referenceBehaviour.reverseHello({ serverUri, endpointUrl: "reference-server" }),
    checkHello: () => undefined,
  }),
};
