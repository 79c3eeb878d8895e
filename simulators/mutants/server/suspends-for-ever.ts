import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const suspendsForEver: ServerMutant = {
  name: "suspends-for-ever",
  breaks: ["NS-03"],
  also: {
    "NS-02": "the same scenario judges the first and the second suspension",
    "NS-06": "a peer that was upgraded later is never found",
  },
  says: "It never again dials a client that rejected it.",
  behaviour: () => ({
    delayAfter: (result, delays) =>
      referenceBehaviour.isRejection(result, delays.dialect) ? Infinity : referenceBehaviour.delayAfter(result, delays),
  }),
};
