import { onSending } from "../../wire";
import type { ServerMutant } from "./types";

export const acknowledgesTwice: ServerMutant = {
  name: "acknowledges-twice",
  breaks: ["RC-022"],
  says: "Every Hello is acknowledged twice.",
  cripples: "a client that closes at the second Acknowledge, as it should, gets no further",
  behaviour: () => ({
    greet(socket, reverseHello) {
      onSending(socket, (type, frame) => (type === "ACK" ? Buffer.concat([frame, frame]) : frame));
      socket.write(reverseHello);
    },
  }),
};
