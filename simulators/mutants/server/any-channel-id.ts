import { onReceiving } from "./wire";
import type { ServerMutant } from "./types";

export const anyChannelId: ServerMutant = {
  name: "any-channel-id",
  breaks: ["RC-026"],
  says: "It takes a message with the channel id of another connection for its own.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      let known: number | undefined;
      const own = (frame: Buffer) => (known ??= frame.readUInt32LE(8));
      onReceiving(socket, (type, frame) => (type === "MSG" && frame.readUInt32LE(8) !== own(frame) ? undefined : frame));
      socket.write(reverseHello);
    },
  }),
};
