import { onSending } from "../../wire";
import type { ServerMutant } from "./types";

export const noAcknowledge: ServerMutant = {
  name: "no-acknowledge",
  breaks: ["RC-021"],
  cripples: "nobody gets further than Hello",
  says: "It accepts Hello but does not answer it.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      onSending(socket, (type, frame) => (type === "ACK" ? undefined : frame));
      socket.write(reverseHello);
    },
  }),
};
