import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const listedUrlAfterALoss: ClientMutant = {
  name: "listed-url-after-a-loss",
  breaks: ["RC-011"],
  says: "When it comes back to a server its Hello has the URL of the endpoint that it chose from GetEndpoints.",
  behaviour() {
    const listed = new Map<string, string>();
    const begun = new Set<string>();
    return {
      checkEndpoints(endpoints, server) {
        const [first] = endpoints;
        if (first?.endpointUrl) listed.set(server.serverUri, first.endpointUrl);
        referenceClientBehaviour.checkEndpoints(endpoints, server);
      },
      helloEndpointUrl({ serverUri, endpointUrl }) {
        const isBack = begun.has(serverUri);
        begun.add(serverUri);
        return isBack ? (listed.get(serverUri) ?? endpointUrl) : endpointUrl;
      },
    };
  },
};
