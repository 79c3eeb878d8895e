import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const caseSensitiveHost: ServerMutant = {
  name: "case-sensitive-host",
  breaks: ["RC-040"],
  says: "It takes a host name in capitals for another host.",
  behaviour: () => ({
    checkHello: (hello, context) =>
      hello.endpointUrl.value === context.endpointUrl
        ? referenceBehaviour.checkHello(hello, context)
        : { status: "BadTcpEndpointUrlInvalid", reason: "unknown EndpointUrl" },
  }),
};
