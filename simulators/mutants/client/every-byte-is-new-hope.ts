import type { ClientMutant } from "./types";

export const everyByteIsNewHope: ClientMutant = {
  name: "every-byte-is-new-hope",
  breaks: ["RC-023"],
  says: "Its time for the first message starts again with each byte.",
  behaviour: () => {
    let timeout = 0;
    return {
      deadline(kind, configured) {
        if (kind !== "first-message") return configured;
        timeout = configured;
        return Infinity;
      },
      accepted(socket) {
        socket.setTimeout(timeout, () => socket.end());
      },
      beforeHello: (socket) => void socket.setTimeout(0),
    };
  },
};
