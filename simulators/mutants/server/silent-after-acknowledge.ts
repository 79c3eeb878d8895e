import { onSending } from "../../wire";
import type { ServerMutant } from "./types";

export const silentAfterAcknowledge: ServerMutant = {
  name: "silent-after-acknowledge",
  breaks: ["RC-020", "RC-048"],
  cripples: "no secure channel ever opens",
  says: "It answers Hello, but never OpenSecureChannel.",
  behaviour: () => ({
    greet(socket, reverseHello) {
      onSending(socket, (type, frame) => (type === "OPN" ? undefined : frame));
      socket.write(reverseHello);
    },
  }),
};
