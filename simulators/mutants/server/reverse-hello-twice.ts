import type { ServerMutant } from "./types";

export const reverseHelloTwice: ServerMutant = {
  name: "reverse-hello-twice",
  breaks: ["RC-019"],
  says: "It sends two ReverseHello messages on one connection.",
  behaviour: () => ({
    greet: (socket, reverseHello) => void socket.write(Buffer.concat([reverseHello, reverseHello])),
  }),
};
