import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const noDelayAfterError: ServerMutant = {
  name: "no-delay-after-error",
  breaks: ["RC-030"],
  also: {
    "NS-02": "BadTcpMessageTypeInvalid is an Error message too",
    "NS-06": "a peer that was not upgraded is flooded",
  },
  says: "It dials again at once after an Error message.",
  behaviour: () => ({
    delayAfter: (result, delays) => (result.kind === "error-received" ? 0 : referenceBehaviour.delayAfter(result, delays)),
  }),
};
