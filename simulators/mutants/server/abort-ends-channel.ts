import type { Socket } from "node:net";
import { onReceiving } from "../../wire";
import type { ServerMutant } from "./types";

/** The connection ends when a chunk comes that aborts its message. */
export function endsOnAbort(socket: Socket): void {
  onReceiving(socket, (type, frame) => {
    if (type !== "MSG" || frame.toString("latin1", 3, 4) !== "A") return frame;
    socket.destroySoon();
    return undefined;
  });
}

export const abortEndsChannel: ServerMutant = {
  name: "abort-ends-channel",
  breaks: ["RC-063"],
  says: "A chunk that aborts its message ends the connection.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      endsOnAbort(socket);
      socket.write(reverseHello);
    },
  }),
};
