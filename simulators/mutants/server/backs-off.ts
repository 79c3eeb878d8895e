import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const backsOff: ServerMutant = {
  name: "backs-off",
  breaks: ["RC-030"],
  also: {
    "NS-03": "the second suspension is longer than stated",
  },
  says: "Each Error message makes the delay four times as long.",
  behaviour: () => {
    let factor = 1;
    return {
      delayAfter(result, delays) {
        const delay = referenceBehaviour.delayAfter(result, delays) * factor;
        factor *= result.kind === "error-received" ? 4 : 1;
        return delay;
      },
    };
  },
};
