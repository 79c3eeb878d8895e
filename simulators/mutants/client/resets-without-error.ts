import { resetSocket } from "../../../src/sockets";
import type { ClientMutant } from "./types";

export const resetsWithoutError: ClientMutant = {
  name: "resets-without-error",
  breaks: ["NS-24", "RC-007", "RC-012", "RC-027"],
  also: {
    "NS-19": "the rejection is not told",
  },
  says: "It resets the connection where an Error message is due.",
  behaviour: () => ({ close: (socket) => resetSocket(socket) }),
};
