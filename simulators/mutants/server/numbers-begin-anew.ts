import { onSending, renumbered, type FrameChange } from "../../wire";
import type { ServerMutant } from "./types";

/** From the second OpenSecureChannel of a connection on, chunks are numbered from 1. */
export function beginsAnew(): FrameChange {
  let [opened, next] = [0, 1];
  return (type, frame) => {
    if (type === "OPN") opened += 1;
    return opened > 1 && frame.length > 0 ? renumbered(frame, () => next++) : frame;
  };
}

export const numbersBeginAnew: ServerMutant = {
  name: "numbers-begin-anew",
  breaks: ["RC-061"],
  also: { "RC-062": "a client ends a channel whose numbers start again, as it should (1.04)" },
  says: "Its SequenceNumbers start again with each renewal of a secure channel.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      onSending(socket, beginsAnew());
      socket.write(reverseHello);
    },
  }),
};
