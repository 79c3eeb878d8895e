import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const endpointUrlNotListed: ServerMutant = {
  name: "endpoint-url-not-listed",
  breaks: ["RC-014"],
  says: "Its EndpointUrl has a path that GetEndpoints does not return.",
  behaviour: () => ({
    reverseHello: ({ serverUri, endpointUrl }) =>
      referenceBehaviour.reverseHello({ serverUri, endpointUrl: `${endpointUrl}/hidden` }),
    checkHello: (hello, context) =>
      referenceBehaviour.checkHello(hello, { ...context, knownUrls: [...context.knownUrls, `${context.endpointUrl}/hidden`] }),
  }),
};
