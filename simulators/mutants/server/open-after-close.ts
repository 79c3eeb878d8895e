import { onReceiving } from "../../wire";
import type { ServerMutant } from "./types";

export const openAfterClose: ServerMutant = {
  name: "open-after-close",
  breaks: ["RC-034"],
  also: {
    "RC-035": "nor when the check of the message fails",
  },
  says: "It does not close the connection on CloseSecureChannel.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      onReceiving(socket, (type, frame) => (type === "CLO" ? undefined : frame));
      socket.write(reverseHello);
    },
  }),
};
