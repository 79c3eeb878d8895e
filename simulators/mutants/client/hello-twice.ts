import { onSending } from "../../wire";
import type { ClientMutant } from "./types";

export const helloTwice: ClientMutant = {
  name: "hello-twice",
  breaks: ["RC-022"],
  cripples: "no session ever opens",
  says: "It sends Hello twice.",
  behaviour: () => ({
    beforeHello: (socket) => onSending(socket, (type, frame) => (type === "HEL" ? Buffer.concat([frame, frame]) : frame)),
  }),
};
