import { onReceiving } from "./wire";
import type { ServerMutant } from "./types";

/** Size of a CloseSecureChannel with 24 bytes behind its header, in bytes: what our client makes up; a real one is longer. */
const BOGUS = 40;

export const badCloseIgnored: ServerMutant = {
  name: "bad-close-ignored",
  breaks: ["RC-035"],
  also: {
    "RC-034": "our client makes it up there too",
  },
  says: "It ignores a CloseSecureChannel that is not signed as it should be.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      onReceiving(socket, (type, frame) => (type === "CLO" && frame.length === BOGUS ? undefined : frame));
      socket.write(reverseHello);
    },
  }),
};
