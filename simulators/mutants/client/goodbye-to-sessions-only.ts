import { onSending } from "../../wire";
import type { ClientMutant } from "./types";

export const goodbyeToSessionsOnly: ClientMutant = {
  name: "goodbye-to-sessions-only",
  breaks: ["RC-034"],
  says: "On the connection for GetEndpoints it closes without CloseSecureChannel.",
  behaviour: () => ({
    beforeHello(socket) {
      let requests = 0;
      onSending(socket, (type, frame) => {
        if (type === "MSG") requests += 1;
        return type === "CLO" && requests < 2 ? undefined : frame;
      });
    },
  }),
};
