import type { ClientMutant } from "./types";

export const leaksSockets: ClientMutant = {
  name: "leaks-sockets",
  breaks: ["RC-044"],
  says: "A connection that its server has closed it forgets, and never closes its own side.",
  behaviour: () => ({
    accepted(socket) {
      socket.allowHalfOpen = true;
      socket.once("end", () => {
        socket.destroy = () => socket;
        socket.end = () => socket;
      });
    },
  }),
};
