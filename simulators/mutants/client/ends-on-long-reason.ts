import assert from "node:assert";
import { decodeMessage, MAX_STRING_BYTES } from "../../../src/protocol";
import { onReceiving } from "../../wire";
import type { ClientMutant } from "./types";

export const endsOnLongReason: ClientMutant = {
  name: "ends-on-long-reason",
  breaks: ["RH-01"],
  shownBy: ["RC-039"],
  also: { "RC-039": "on a busy machine it takes seconds to die, and serves nobody meanwhile" },
  everyRow: true,
  says: "An Error message with a Reason of more than 4096 bytes ends the process.",
  behaviour: () => ({
    beforeHello: (socket) =>
      onReceiving(socket, (type, frame) => {
        if (type === "ERR" && frame.length > MAX_STRING_BYTES) {
          const message = decodeMessage(frame);
          if (message.type === "ERR") setImmediate(() => assert.fail(`reason of ${message.reason.byteLength} bytes`));
        }
        return frame;
      }),
  }),
};
