import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const suspendsOnEveryError: ServerMutant = {
  name: "suspends-on-every-error",
  breaks: ["NS-04"],
  dialect: "netstandard",
  also: {
    "RC-030": "the configured delay is the short one",
    "NS-06": "a peer that answers another Error is to be dialed again",
  },
  says: "Every Error message suspends, not only BadTcpMessageTypeInvalid.",
  behaviour: () => ({
    delayAfter: (result, delays) =>
      result.kind === "error-received" ? delays.suspension : referenceBehaviour.delayAfter(result, delays),
  }),
};
