import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const noRedialBelowSessionLimit: ServerMutant = {
  name: "no-redial-below-session-limit",
  breaks: ["NS-10"],
  also: {
    "NS-09": "the limit on connections is the same setting",
  },
  says: "Once the configured number of sessions was reached it never dials again.",
  behaviour: () => {
    let full = false;
    return {
      mayDial(situation) {
        full ||= situation.maxSessionCount > 0 && situation.slots >= situation.maxSessionCount;
        return !full && referenceBehaviour.mayDial(situation);
      },
    };
  },
};
