import { onReceiving } from "../../wire";
import type { ClientMutant } from "./types";

export const deafToErrors: ClientMutant = {
  name: "deaf-to-errors",
  breaks: ["RC-037"],
  says: "It ignores Error messages.",
  behaviour: () => ({ beforeHello: (socket) => onReceiving(socket, (type, frame) => (type === "ERR" ? undefined : frame)) }),
};
