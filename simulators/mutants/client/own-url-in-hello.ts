import type { ClientMutant } from "./types";

export const ownUrlInHello: ClientMutant = {
  name: "own-url-in-hello",
  breaks: ["RC-011"],
  also: {
    "RC-015": "the URL in Hello tells the servers apart",
    "RC-052": "Hello has another URL",
    "RC-012": "the long URL does not come back",
  },
  cripples: "a server refuses such a Hello, and no session opens",
  says: "Its Hello has a URL of its own.",
  behaviour: () => ({ helloEndpointUrl: () => "opc.tcp://client.example:4840" }),
};
