import { dialsTheEndpointUrl } from "./dials-the-endpoint-url";
import type { ClientMutant } from "./types";

export const dialsForTheSecondPass: ClientMutant = {
  name: "dials-for-the-second-pass",
  breaks: ["RC-016"],
  says: "When it knows the server's certificate, it also dials the EndpointUrl itself.",
  behaviour() {
    const dialing = dialsTheEndpointUrl.behaviour?.().helloEndpointUrl;
    let hellos = 0;
    return {
      helloEndpointUrl(server) {
        hellos += 1;
        return hellos > 1 && dialing ? dialing(server) : server.endpointUrl;
      },
    };
  },
};
