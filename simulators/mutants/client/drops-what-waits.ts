import type { Socket } from "node:net";
import type { ClientMutant } from "./types";

export const dropsWhatWaits: ClientMutant = {
  name: "drops-what-waits",
  breaks: ["RC-029", "NS-22"],
  says: "When it loses a connection it closes those that wait, and takes the next dial.",
  behaviour: () => {
    const waiting = new Set<Socket>();
    return {
      accepted: (socket) => void waiting.add(socket.once("close", () => waiting.delete(socket))),
      beforeHello(socket) {
        waiting.delete(socket);
        socket.once("close", () => {
          for (const other of waiting) other.destroy();
        });
      },
    };
  },
};
