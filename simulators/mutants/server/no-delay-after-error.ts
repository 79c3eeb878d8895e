import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const noDelayAfterError: ServerMutant = {
  name: "no-delay-after-error",
  breaks: ["RC-030"],
  also: {
    "NS-02": "BadTcpMessageTypeInvalid is an Error message too",
    "NS-03": "BadTcpMessageTypeInvalid is an Error message too",
    "NS-04": "the delay is part of not suspending",
    "NS-05": "the rejecting client is dialed at once",
    "NS-06": "a peer that was not upgraded is flooded",
    "RC-043": "whatever the code",
  },
  says: "It dials again at once after an Error message.",
  behaviour: () => ({
    delayAfter: (result, delays) => (result.kind === "error-received" ? 0 : referenceBehaviour.delayAfter(result, delays)),
  }),
};
