import type { Socket } from "node:net";
import { onReceiving, onSending } from "../../wire";
import type { ServerMutant } from "./types";

export const oneHandshakeAtATime: ServerMutant = {
  name: "one-handshake-at-a-time",
  breaks: ["NS-07"],
  warns: ["NS-07"],
  says: "While one client has not opened its channel behind Acknowledge it acknowledges no other.",
  behaviour: () => {
    let busy: Socket | undefined;
    const isOver = (socket: Socket) => {
      if (busy === socket) busy = undefined;
    };
    return {
      greet(socket, reverseHello) {
        onReceiving(socket, (type, frame) => {
          if (type === "OPN") isOver(socket);
          return frame;
        });
        onSending(socket, (type, frame) => {
          if (type !== "ACK") return frame;
          busy ??= socket;
          return busy === socket ? frame : undefined;
        });
        socket.once("close", () => isOver(socket));
        socket.write(reverseHello);
      },
    };
  },
};
