import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const twoWaiting: ServerMutant = {
  name: "two-waiting",
  breaks: ["RC-031"],
  also: {
    "RC-001": "the same scenario counts the waiting connections",
  },
  says: "Two connections wait at each client.",
  behaviour: () => ({
    mayDial: (situation) => referenceBehaviour.mayDial({ ...situation, pending: Math.max(0, situation.pending - 1) }),
  }),
};
