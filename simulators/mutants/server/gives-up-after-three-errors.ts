import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const givesUpAfterThreeErrors: ServerMutant = {
  name: "gives-up-after-three-errors",
  breaks: ["RC-030"],
  says: "It never dials again after the third Error message in a row.",
  behaviour: () => {
    let errors = 0;
    return {
      delayAfter(result, delays) {
        errors += result.kind === "error-received" ? 1 : 0;
        return errors >= 3 ? Infinity : referenceBehaviour.delayAfter(result, delays);
      },
    };
  },
};
