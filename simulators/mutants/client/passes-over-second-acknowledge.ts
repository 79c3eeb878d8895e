import { onReceiving } from "../../wire";
import type { ClientMutant } from "./types";

export const passesOverSecondAcknowledge: ClientMutant = {
  name: "passes-over-second-acknowledge",
  breaks: ["RC-022"],
  says: "It ignores a second Acknowledge.",
  behaviour: () => ({
    beforeHello(socket) {
      let acknowledged = false;
      onReceiving(socket, (type, frame) => {
        if (type !== "ACK") return frame;
        const again = acknowledged;
        acknowledged = true;
        return again ? undefined : frame;
      });
    },
  }),
};
