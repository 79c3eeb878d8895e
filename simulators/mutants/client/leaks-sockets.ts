import type { ClientMutant } from "./types";

export const leaksSockets: ClientMutant = {
  name: "leaks-sockets",
  breaks: ["RC-044", "RH-02"],
  also: {
    "RC-029": "that the server of its session has closed it does not notice",
    "RC-060": "that the server of its session has closed it does not notice",
    "NS-22": "that the server of its session has closed it does not notice",
    "NS-26": "that the server of its session has closed it does not notice",
  },
  says: "A connection that its server has closed it forgets, and never closes its own side.",
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
