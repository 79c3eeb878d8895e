import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const suspendsHalf: ServerMutant = {
  name: "suspends-half",
  breaks: ["NS-02"],
  says: "It dials again when half of the suspension has passed.",
  behaviour: () => ({
    delayAfter(result, delays) {
      const delay = referenceBehaviour.delayAfter(result, delays);
      return referenceBehaviour.isRejection(result, delays.dialect) ? delay / 2 : delay;
    },
  }),
};
