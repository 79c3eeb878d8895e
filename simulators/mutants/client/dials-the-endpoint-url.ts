import { connect } from "node:net";
import type { ClientMutant } from "./types";

export const dialsTheEndpointUrl: ClientMutant = {
  name: "dials-the-endpoint-url",
  breaks: ["RC-016"],
  says: "It also dials the EndpointUrl itself.",
  behaviour: () => ({
    helloEndpointUrl({ endpointUrl }) {
      const [, host = "", port = "4840"] = /^opc\.tcp:\/\/([^:/]+):?(\d*)/.exec(endpointUrl) ?? [];
      connect({ host, port: Number(port) })
        .on("error", () => undefined)
        .unref();
      return endpointUrl;
    },
  }),
};
