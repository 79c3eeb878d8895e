import { onReceiving } from "../../wire";
import type { ServerMutant } from "./types";

export const acceptsSecondHello: ServerMutant = {
  name: "accepts-second-hello",
  breaks: ["RC-022"],
  also: {
    "RC-036": "it also ignores a Hello in an open session",
  },
  says: "It ignores a second Hello.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      let hellos = 0;
      onReceiving(socket, (type, frame) => {
        if (type !== "HEL") return frame;
        hellos += 1;
        return hellos > 1 ? undefined : frame;
      });
      socket.write(reverseHello);
    },
  }),
};
