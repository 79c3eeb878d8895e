import { onReceiving, onSending } from "../../wire";
import type { ServerMutant } from "./types";

/** Where ReceiveBufferSize and SendBufferSize stand in Hello and Acknowledge (Part 6, 7.1.2.3 and 7.1.2.4). */
const [RECEIVE, SEND] = [12, 16];
const OWN = 65_536;

export const chunksOfItsOwn: ServerMutant = {
  name: "chunks-of-its-own",
  breaks: ["RC-021"],
  says: "It acknowledges the client's buffers and sends chunks of its own size.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      let [receive, send] = [OWN, OWN];
      onReceiving(socket, (type, frame) => {
        if (type !== "HEL" || frame.length < SEND + 4) return frame;
        [receive, send] = [frame.readUInt32LE(RECEIVE), frame.readUInt32LE(SEND)];
        // Too small ones are refused as they are.
        if (Math.min(receive, send) >= 8192) for (const offset of [RECEIVE, SEND]) frame.writeUInt32LE(OWN, offset);
        return frame;
      });
      onSending(socket, (type, frame) => {
        if (type !== "ACK") return frame;
        frame.writeUInt32LE(Math.min(send, OWN), RECEIVE);
        frame.writeUInt32LE(Math.min(receive, OWN), SEND);
        return frame;
      });
      socket.write(reverseHello);
    },
  }),
};
