import { ReverseConnectError } from "../../client";
import type { ClientMutant } from "./types";

export const onlyListedUrls: ClientMutant = {
  name: "only-listed-urls",
  breaks: ["RC-014"],
  says: "It uses no server whose EndpointUrl is not among those of GetEndpoints.",
  behaviour: () => ({
    checkEndpoints(endpoints, server) {
      // The path is left out: node-opcua's server does not list it.
      if (endpoints.some(({ endpointUrl }) => server.endpointUrl.startsWith(endpointUrl ?? "?"))) return;
      throw new ReverseConnectError(
        "ENDPOINT_NOT_OFFERED",
        `${server.endpointUrl} is not among ${endpoints.map(({ endpointUrl }) => endpointUrl).join(", ")}`,
      );
    },
  }),
};
