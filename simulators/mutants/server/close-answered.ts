import { encodeError, STATUS_CODES } from "../../../src/protocol";
import { onReceiving } from "../../wire";
import type { ServerMutant } from "./types";

export const closeAnswered: ServerMutant = {
  name: "close-answered",
  breaks: ["RC-034"],
  says: "It answers CloseSecureChannel with a message.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      onReceiving(socket, (type, frame) => {
        if (type === "CLO") socket.write(encodeError({ code: STATUS_CODES.BadTcpInternalError, reason: "goodbye" }));
        return frame;
      });
      socket.write(reverseHello);
    },
  }),
};
