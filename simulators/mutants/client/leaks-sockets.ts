import type { ClientMutant } from "./types";

export const leaksSockets: ClientMutant = {
  name: "leaks-sockets",
  breaks: ["RC-044", "RH-02"],
  also: {
    "RC-029": "it does not notice that the server of its session has closed",
  },
  says: "It forgets a connection that its server has closed, and never closes its own side.",
  behaviour: () => ({
    accepted(socket) {
      socket.allowHalfOpen = true;
      socket.once("end", () => {
        const forget = () => {
          setImmediate(() => socket.emit("close", false));
          return socket;
        };
        socket.destroy = forget;
        socket.end = forget;
      });
    },
  }),
};
