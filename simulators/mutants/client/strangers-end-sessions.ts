import type { Socket } from "node:net";
import { closePolitely } from "../../client";
import type { ClientMutant } from "./types";

export const strangersEndSessions: ClientMutant = {
  name: "strangers-end-sessions",
  breaks: ["NS-32"],
  also: {
    "RC-034": "its own session is ended too, when it shuts down and refuses what waits",
    "RC-027": "others are ended too",
  },
  says: "When it refuses one server, it ends the connections of all others.",
  behaviour: () => {
    const sockets = new Set<Socket>();
    return {
      accepted: (socket) => void sockets.add(socket.once("close", () => sockets.delete(socket))),
      close(socket, refusal, linger) {
        closePolitely(socket, refusal, linger);
        for (const other of sockets) if (other !== socket) other.destroy(new Error("ECONNRESET"));
      },
    };
  },
};
