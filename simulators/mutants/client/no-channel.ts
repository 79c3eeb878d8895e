import { onSending } from "../../wire";
import type { ClientMutant } from "./types";

export const noChannel: ClientMutant = {
  name: "no-channel",
  breaks: ["RC-025", "RC-050"],
  cripples: "nobody gets further than Acknowledge",
  says: "It sends Hello, and nothing after the Acknowledge.",
  behaviour: () => ({
    beforeHello: (socket) => onSending(socket, (type, frame) => (type === "OPN" ? undefined : frame)),
  }),
};
