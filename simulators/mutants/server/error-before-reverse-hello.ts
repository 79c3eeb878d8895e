import { encodeError, STATUS_CODES } from "../../../src/protocol";
import type { ServerMutant } from "./types";

export const errorBeforeReverseHello: ServerMutant = {
  name: "error-before-reverse-hello",
  breaks: ["RC-019"],
  says: "An Error message comes before its ReverseHello.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      socket.write(Buffer.concat([encodeError({ code: STATUS_CODES.BadTcpInternalError, reason: "hello?" }), reverseHello]));
    },
  }),
};
