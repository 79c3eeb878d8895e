import { encodeError, STATUS_CODES } from "../../../src/protocol";
import { onReceiving } from "../../wire";
import type { ClientMutant } from "./types";

export const answersErrors: ClientMutant = {
  name: "answers-errors",
  breaks: ["RC-037"],
  also: {
    "RC-038": "it does so on open channels too",
  },
  says: "It answers an Error message with one of its own.",
  behaviour: () => ({
    beforeHello: (socket) =>
      onReceiving(socket, (type, frame) => {
        if (type === "ERR") socket.write(encodeError({ code: STATUS_CODES.BadTcpInternalError, reason: "the server failed" }));
        return frame;
      }),
  }),
};
