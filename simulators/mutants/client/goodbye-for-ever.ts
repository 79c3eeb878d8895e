import { referenceClientBehaviour } from "../../client";
import { onReceiving } from "../../wire";
import type { ClientMutant } from "./types";

export const goodbyeForEver: ClientMutant = {
  name: "goodbye-for-ever",
  breaks: ["NS-27"],
  says: "After a CloseSecureChannel from its server it never accepts that server again.",
  behaviour: () => {
    let parted = false;
    return {
      beforeHello: (socket) =>
        onReceiving(socket, (type, frame) => {
          parted ||= type === "CLO";
          return frame;
        }),
      matches: (filter, server) => !parted && referenceClientBehaviour.matches(filter, server),
    };
  },
};
