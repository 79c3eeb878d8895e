import type { ServerMutant } from "./types";

export const waitsForTheClient: ServerMutant = {
  name: "waits-for-the-client",
  breaks: ["RC-019"],
  also: {
    "RC-001": "no ReverseHello comes at all",
    "RC-018": "no ReverseHello comes at all",
  },
  cripples: "nobody hears its ReverseHello",
  says: "It sends its ReverseHello only after the client has said something.",
  behaviour: () => ({
    greet: (socket, reverseHello) => void socket.once("data", () => socket.write(reverseHello)),
  }),
};
