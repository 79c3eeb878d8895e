import { referenceClientBehaviour } from "../../client";
import { onReceiving } from "../../wire";
import type { ClientMutant } from "./types";

export const goodbyeForEver: ClientMutant = {
  name: "goodbye-for-ever",
  breaks: ["NS-27"],
  also: {
    "RC-004": "so it is after a CloseSecureChannel in place of Acknowledge",
    "RC-045": "so it is after a CloseSecureChannel in place of the answer to OpenSecureChannel",
  },
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
