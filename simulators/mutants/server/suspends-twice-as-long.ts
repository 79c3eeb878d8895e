import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const suspendsTwiceAsLong: ServerMutant = {
  name: "suspends-twice-as-long",
  breaks: ["NS-03"],
  says: "Each suspension is twice as long as the one before.",
  behaviour: () => {
    let factor = 1;
    return {
      delayAfter(result, delays) {
        const delay = referenceBehaviour.delayAfter(result, delays);
        if (!referenceBehaviour.isRejection(result, delays.dialect)) return delay;
        factor *= 2;
        return (delay * factor) / 2;
      },
    };
  },
};
