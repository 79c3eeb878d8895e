import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const refusesByReset: ServerMutant = {
  name: "refuses-by-reset",
  breaks: ["RC-036"],
  also: {
    "RC-004": "a reset may overtake the Error message",
    "RC-022": "a reset may overtake the Error message",
    "RC-039": "a reset may overtake the Error message",
    "RC-040": "a reset may overtake the Error message",
    "RC-041": "a reset may overtake the Error message",
  },
  says: "It resets the connection on a protocol error instead of closing it.",
  behaviour: () => ({
    closeAs: (result) => (result.kind === "refused" ? "rst" : referenceBehaviour.closeAs(result)),
  }),
};
