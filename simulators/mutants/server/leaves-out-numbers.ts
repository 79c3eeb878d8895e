import { onSending, renumbered, type FrameChange } from "../../wire";
import type { ServerMutant } from "./types";

/** Chunks of a channel without security: the third one behind OpenSecureChannel has a number that is one too high, as all that follow. */
export function leavesOutANumber(): FrameChange {
  let [count, plain] = [0, false];
  return (type, frame) => {
    if (type === "OPN") plain = frame.includes("#None");
    else if (type === "MSG" || type === "CLO") count += 1;
    return plain && count > 2 ? renumbered(frame, (number) => number + 1) : frame;
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
