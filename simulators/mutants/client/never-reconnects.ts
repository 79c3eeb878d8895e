import { referenceClientBehaviour } from "../../client";
import { onReceiving } from "../../wire";
import type { ClientMutant } from "./types";

/** Answers of a server until a session is open and was used: CreateSession, ActivateSession, a Read. */
export const IN_USE = 3;

export const neverReconnects: ClientMutant = {
  name: "never-reconnects",
  breaks: ["NS-27"],
  says: "Once its session was in use, it never opens another one.",
  behaviour: () => {
    let done = false;
    return {
      beforeHello(socket) {
        let answers = 0;
        onReceiving(socket, (type, frame) => {
          if (type === "MSG") answers += 1;
          done ||= answers >= IN_USE;
          return frame;
        });
      },
      matches: (filter, server) => !done && referenceClientBehaviour.matches(filter, server),
    };
  },
};
