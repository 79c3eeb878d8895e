import type { Socket } from "node:net";
import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const deafToTheNext: ClientMutant = {
  name: "deaf-to-the-next",
  breaks: ["RC-050"],
  says: "Once it has closed a connection by itself, each later one is reset, as where a port stays taken by what was open there.",
  behaviour: () => {
    let closed = false;
    return {
      accepted: (socket: Socket) => void (closed && socket.resetAndDestroy()),
      close: (...given) => {
        closed = true;
        referenceClientBehaviour.close(...given);
      },
    };
  },
};
