import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const suspendsHalf: ServerMutant = {
  name: "suspends-half",
  breaks: ["NS-02"],
  also: {
    "NS-03": "the same scenarios say when the suspension ends",
    "NS-05": "the rejecting client is dialed too early",
    "NS-06": "a peer that was not upgraded is dialed too early",
  },
  says: "It dials again when half of the suspension has passed.",
  behaviour: () => ({
    delayAfter(result, delays) {
      const delay = referenceBehaviour.delayAfter(result, delays);
      return referenceBehaviour.isRejection(result, delays.dialect) ? delay / 2 : delay;
    },
  }),
};
