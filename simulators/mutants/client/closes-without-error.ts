import { closePolitely } from "../../client";
import type { ClientMutant } from "./types";

export const closesWithoutError: ClientMutant = {
  name: "closes-without-error",
  breaks: ["NS-24", "RC-007", "RC-012", "RC-027"],
  also: {
    "NS-19": "the rejection is not told",
  },
  says: "It closes without an Error message.",
  behaviour: () => ({ close: (socket, _refusal, linger) => closePolitely(socket, undefined, linger) }),
};
