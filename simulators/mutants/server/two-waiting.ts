import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const twoWaiting: ServerMutant = {
  name: "two-waiting",
  breaks: ["RC-031"],
  warns: ["RC-031"],
  cripples:
    "with two connections at the same time no delay can be measured, and a client that takes the next connection may take one that waited too long",
  says: "Two connections wait at each client.",
  behaviour: () => ({
    mayDial: (situation) => referenceBehaviour.mayDial({ ...situation, pending: Math.max(0, situation.pending - 1) }),
  }),
};
