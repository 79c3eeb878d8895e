import { referenceClientBehaviour } from "../../client";
import { onReceiving } from "../../wire";
import type { ClientMutant } from "./types";

export const oneConnectionOnly: ClientMutant = {
  name: "one-connection-only",
  breaks: ["NS-27"],
  also: {
    "RC-060": "it does not come back",
    "RC-029": "it does not come back",
  },
  says: "After its first session it accepts no more connections.",
  behaviour: () => {
    let dealt = 0;
    return {
      beforeHello: (socket) =>
        onReceiving(socket, (type, frame) => {
          if (type === "MSG") dealt += 1;
          return frame;
        }),
      // GetEndpoints takes one message, a session more.
      matches: (filter, server) => dealt < 2 && referenceClientBehaviour.matches(filter, server),
    };
  },
};
