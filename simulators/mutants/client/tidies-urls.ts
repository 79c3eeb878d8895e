import type { ClientMutant } from "./types";

export const tidiesUrls: ClientMutant = {
  name: "tidies-urls",
  breaks: ["RC-011"],
  everyRow: true,
  says: "It writes the EndpointUrl in lower case before it sends it back.",
  behaviour: () => ({ helloEndpointUrl: ({ endpointUrl }) => endpointUrl.toLowerCase() }),
};
