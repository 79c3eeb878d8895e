import { onSending } from "../../wire";
import type { ClientMutant } from "./types";

export const mute: ClientMutant = {
  name: "mute",
  breaks: ["RC-020", "RC-050"],
  cripples: "nobody gets further than its ReverseHello",
  says: "It accepts every ReverseHello and never sends anything.",
  behaviour: () => ({
    beforeHello: (socket) => onSending(socket, (type, frame) => (type === "HEL" ? undefined : frame)),
  }),
};
