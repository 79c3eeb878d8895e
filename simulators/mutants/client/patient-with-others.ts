import type { Socket } from "node:net";
import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

const TYPE = "RHE";

/** Whether bytes can be the first of a ReverseHello. */
function isOfType(bytes: Buffer): boolean {
  return TYPE.startsWith(bytes.toString("latin1", 0, TYPE.length));
}

export const patientWithOthers: ClientMutant = {
  name: "patient-with-others",
  breaks: ["RC-019"],
  says: "It ignores a first message of another type, and keeps waiting without a time limit.",
  behaviour: () => {
    const timers = new WeakMap<Socket, NodeJS.Timeout>();
    let timeout = 0;
    return {
      deadline(kind, configured) {
        if (kind !== "first-message") return configured;
        timeout = configured;
        return Infinity;
      },
      accepted(socket) {
        const timer = setTimeout(() => socket.end(), timeout);
        timers.set(socket, timer);
        socket.once("data", (bytes: Buffer) => void (isOfType(bytes) || clearTimeout(timer)));
        socket.once("close", () => clearTimeout(timer));
      },
      beforeHello: (socket) => clearTimeout(timers.get(socket)),
      readFirstMessage(bytes, maxSize) {
        return isOfType(bytes) ? referenceClientBehaviour.readFirstMessage(bytes, maxSize) : { kind: "incomplete" };
      },
    };
  },
};
