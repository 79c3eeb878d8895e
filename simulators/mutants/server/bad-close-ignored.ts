import { onReceiving } from "../../wire";
import type { ServerMutant } from "./types";

export const badCloseIgnored: ServerMutant = {
  name: "bad-close-ignored",
  breaks: ["RC-035"],
  says: "On a secured channel it ignores every CloseSecureChannel, with a correct signature or not.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      let secured = false;
      onReceiving(socket, (type, frame) => {
        secured ||= type === "OPN" && !frame.includes("SecurityPolicy#None");
        return secured && type === "CLO" ? undefined : frame;
      });
      socket.write(reverseHello);
    },
  }),
};
