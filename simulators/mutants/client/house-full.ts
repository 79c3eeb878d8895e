import type { ClientMutant } from "./types";

export const houseFull: ClientMutant = {
  name: "house-full",
  breaks: ["RC-044", "NS-32"],
  says: "It accepts a hundred connections in all: its count never goes down.",
  behaviour: () => {
    let count = 0;
    return {
      accepted(socket) {
        count += 1;
        if (count > 100) socket.destroy();
      },
    };
  },
};
