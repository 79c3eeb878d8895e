import { onSending, type FrameChange } from "./wire";
import type { ServerMutant } from "./types";

/** Where a chunk of an open channel has its SequenceNumber: behind header, SecureChannelId and TokenId. */
const SEQUENCE_NUMBER = 16;

/** Chunks of a channel without security: the third one and all behind it have numbers that are one too high. */
export function leavesOutANumber(): FrameChange {
  let [count, plain] = [0, false];
  return (type, frame) => {
    if (type === "OPN") plain = frame.includes("#None");
    if (!plain || (type !== "MSG" && type !== "CLO")) return frame;
    count += 1;
    if (count > 2) frame.writeUInt32LE(frame.readUInt32LE(SEQUENCE_NUMBER) + 1, SEQUENCE_NUMBER);
    return frame;
  };
}

export const leavesOutNumbers: ServerMutant = {
  name: "leaves-out-numbers",
  breaks: ["RC-061"],
  also: { "RC-048": "a client ends a channel with a gap, as it should (1.04)" },
  says: "On a channel without security it leaves out a SequenceNumber.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      onSending(socket, leavesOutANumber());
      socket.write(reverseHello);
    },
  }),
};
