import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const endpointUrlTooLong: ServerMutant = {
  name: "endpoint-url-too-long",
  breaks: ["RC-010"],
  also: {
    "RC-009": "GetEndpoints does not have the padded URL",
    "RC-014": "GetEndpoints does not have the padded URL",
    "RC-040": "to be usable at all it accepts any EndpointUrl",
    "RC-041": "its check of Hello is gone as a whole",
    "RC-048": "a client that gives the long URL back is refused",
    "NS-01": "a client that gives the long URL back is refused",
  },
  cripples: "clients refuse such a ReverseHello",
  says: "Its EndpointUrl has 4096 bytes.",
  behaviour: () => ({
    reverseHello: ({ serverUri, endpointUrl }) =>
      referenceBehaviour.reverseHello({ serverUri, endpointUrl: `${endpointUrl}/`.padEnd(4096, "x") }),
    checkHello: () => undefined,
  }),
};
