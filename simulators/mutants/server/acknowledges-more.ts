import { onSending } from "../../wire";
import type { ServerMutant } from "./types";

export const acknowledgesMore: ServerMutant = {
  name: "acknowledges-more",
  breaks: ["RC-021"],
  says: "Its Acknowledge names buffers larger than those of Hello.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      onSending(socket, (type, frame) => {
        if (type === "ACK") for (const offset of [12, 16]) frame.writeUInt32LE(1_000_000, offset);
        return frame;
      });
      socket.write(reverseHello);
    },
  }),
};
