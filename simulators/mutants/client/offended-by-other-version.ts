import { decodeMessage } from "../../../src/protocol";
import { onReceiving } from "../../wire";
import type { ClientMutant } from "./types";

export const offendedByOtherVersion: ClientMutant = {
  name: "offended-by-other-version",
  breaks: ["RC-042"],
  says: "After an Acknowledge with another protocol version than 0 it hears no Acknowledge any more, of whichever server.",
  behaviour: () => {
    let offended = false;
    return {
      beforeHello: (socket) =>
        onReceiving(socket, (type, frame) => {
          if (type !== "ACK") return frame;
          const message = decodeMessage(frame);
          offended ||= message.type === "ACK" && message.protocolVersion !== 0;
          return offended ? undefined : frame;
        }),
    };
  },
};
