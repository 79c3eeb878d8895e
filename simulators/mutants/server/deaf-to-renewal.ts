import { onReceiving, renumbered, type FrameChange } from "../../wire";
import type { ServerMutant } from "./types";

/** Every OpenSecureChannel but the first on a connection is lost, and what follows is numbered as though it had not been. */
export function losesRenewals(): FrameChange {
  let opened = 0;
  return (type, frame) => {
    if (type === "OPN") opened += 1;
    if (type === "OPN" && opened > 1) return undefined;
    return opened > 1 ? renumbered(frame, (number) => number - opened + 1) : frame;
  };
}

export const deafToRenewal: ServerMutant = {
  name: "deaf-to-renewal",
  breaks: ["RC-062"],
  says: "It never answers the renewal of a secure channel.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      onReceiving(socket, losesRenewals());
      socket.write(reverseHello);
    },
  }),
};
