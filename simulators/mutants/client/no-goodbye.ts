import { onSending } from "../../wire";
import type { ClientMutant } from "./types";

export const noGoodbye: ClientMutant = {
  name: "no-goodbye",
  breaks: ["RC-034"],
  says: "It closes without CloseSecureChannel.",
  behaviour: () => ({ beforeHello: (socket) => onSending(socket, (type, frame) => (type === "CLO" ? undefined : frame)) }),
};
