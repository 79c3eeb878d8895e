import { onReceiving } from "../../wire";
import type { ServerMutant } from "./types";

export const anyChannelId: ServerMutant = {
  name: "any-channel-id",
  breaks: ["RC-026"],
  says: "It takes a message with the channel id of another connection for one of its own channel.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      let own: number | undefined;
      onReceiving(socket, (type, frame) => {
        if (type === "MSG") frame.writeUInt32LE((own ??= frame.readUInt32LE(8)), 8);
        return frame;
      });
      socket.write(reverseHello);
    },
  }),
};
