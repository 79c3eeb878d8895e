import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const acceptsAnyEndpointUrl: ServerMutant = {
  name: "accepts-any-endpoint-url",
  breaks: ["RC-040"],
  warns: ["RC-040"],
  says: "It accepts a Hello whose EndpointUrl it does not know.",
  behaviour: () => ({
    checkHello: (hello, context) =>
      referenceBehaviour.checkHello(hello, { ...context, knownUrls: [...context.knownUrls, hello.endpointUrl.value ?? ""] }),
  }),
};
