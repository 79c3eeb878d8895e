import type { ClientMutant } from "./types";

export const oneUrlPerServer: ClientMutant = {
  name: "one-url-per-server",
  breaks: ["RC-015", "RC-011"],
  says: "It uses the EndpointUrl of the first connection for all connections with the same ServerUri.",
  behaviour: () => {
    const urls = new Map<string, string>();
    return {
      helloEndpointUrl({ serverUri, endpointUrl }) {
        if (!urls.has(serverUri)) urls.set(serverUri, endpointUrl);
        return urls.get(serverUri) ?? endpointUrl;
      },
    };
  },
};
