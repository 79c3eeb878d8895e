import { onSending } from "./wire";
import type { ServerMutant } from "./types";

export const noAcknowledge: ServerMutant = {
  name: "no-acknowledge",
  breaks: ["RC-020"],
  also: {
    "RC-021": "no Acknowledge comes",
    "RC-048": "without it no session opens",
    "NS-01": "without it no session opens",
  },
  cripples: "no session ever opens",
  says: "It accepts Hello but does not answer it.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      onSending(socket, (type, frame) => (type === "ACK" ? undefined : frame));
      socket.write(reverseHello);
    },
  }),
};
