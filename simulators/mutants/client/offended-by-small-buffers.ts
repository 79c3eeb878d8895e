import { decodeMessage } from "../../../src/protocol";
import { onReceiving } from "../../wire";
import type { ClientMutant } from "./types";

/** The least that Part 6 allows. */
const LEAST = 8192;

export const offendedBySmallBuffers: ClientMutant = {
  name: "offended-by-small-buffers",
  breaks: ["RC-021"],
  everyRow: true,
  says: "After an Acknowledge with buffers under 8192 bytes it hears no Acknowledge any more, of whichever server.",
  behaviour: () => {
    let offended = false;
    return {
      beforeHello: (socket) =>
        onReceiving(socket, (type, frame) => {
          if (type !== "ACK") return frame;
          const message = decodeMessage(frame);
          offended ||= message.type === "ACK" && message.receiveBufferSize < LEAST;
          return offended ? undefined : frame;
        }),
    };
  },
};
