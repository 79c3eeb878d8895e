import { referenceClientBehaviour } from "../../client";
import { onReceiving } from "../../wire";
import { IN_USE } from "./never-reconnects";
import type { ClientMutant } from "./types";

export const anybodyOnceInUse: ClientMutant = {
  name: "anybody-once-in-use",
  breaks: ["NS-16"],
  says: "Once its session was in use, it sends Hello to any server.",
  behaviour() {
    let [answers, inUse] = [0, false];
    return {
      beforeHello: (socket) =>
        onReceiving(socket, (type, frame) => {
          if (type === "MSG") answers += 1;
          inUse ||= answers >= IN_USE;
          return frame;
        }),
      matches: (filter, server) => inUse || referenceClientBehaviour.matches(filter, server),
    };
  },
};
