import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const endpointUrlTooLong: ServerMutant = {
  name: "endpoint-url-too-long",
  breaks: ["RC-010"],
  also: {
    "RC-040": "to be usable at all it accepts any EndpointUrl",
  },
  cripples: "clients refuse such a ReverseHello",
  says: "Its EndpointUrl has 4096 bytes.",
  behaviour: () => ({
    reverseHello: ({ serverUri, endpointUrl }) =>
      referenceBehaviour.reverseHello({ serverUri, endpointUrl: `${endpointUrl}/`.padEnd(4096, "x") }),
    checkHello: () => undefined,
  }),
};
