import { referenceClientBehaviour } from "../../client";
import { onReceiving } from "../../wire";
import { dialsTheEndpointUrl } from "./dials-the-endpoint-url";
import { IN_USE } from "./never-reconnects";
import type { ClientMutant } from "./types";

export const dialsAfterALoss: ClientMutant = {
  name: "dials-after-a-loss",
  breaks: ["RC-016"],
  says: "Once its session was in use and is lost, it also dials the EndpointUrl itself.",
  behaviour() {
    const { helloEndpointUrl } = { ...referenceClientBehaviour, ...dialsTheEndpointUrl.behaviour?.() };
    let [answers, inUse] = [0, false];
    return {
      beforeHello: (socket) =>
        onReceiving(socket, (type, frame) => {
          if (type === "MSG") answers += 1;
          inUse ||= answers >= IN_USE;
          return frame;
        }),
      helloEndpointUrl: (server) => (inUse ? helloEndpointUrl(server) : server.endpointUrl),
    };
  },
};
