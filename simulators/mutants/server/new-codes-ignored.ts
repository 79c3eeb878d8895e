import { STATUS_CODES } from "../../../src/protocol";
import { onReceiving } from "../../wire";
import type { ServerMutant } from "./types";

const NEW: readonly number[] = [STATUS_CODES.BadServerTooBusy];

export const newCodesIgnored: ServerMutant = {
  name: "new-codes-ignored",
  breaks: ["RC-043"],
  also: {
    "RC-030": "after an Error message it must close",
  },
  says: "It ignores an Error message with a code that Part 6 1.04 does not have.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      onReceiving(socket, (type, frame) => (type === "ERR" && NEW.includes(frame.readUInt32LE(8)) ? undefined : frame));
      socket.write(reverseHello);
    },
  }),
};
