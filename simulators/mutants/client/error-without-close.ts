import { encodeError } from "../../../src/protocol";
import type { ClientMutant } from "./types";

export const errorWithoutClose: ClientMutant = {
  name: "error-without-close",
  breaks: ["RC-019"],
  cripples: "whatever it refuses stays open, and most scenarios about refusals ask for the close",
  says: "After its Error message it keeps the connection open.",
  behaviour: () => ({
    close(socket, refusal) {
      socket.on("data", () => undefined).on("end", () => socket.destroy());
      if (refusal) socket.write(encodeError(refusal));
    },
  }),
};
