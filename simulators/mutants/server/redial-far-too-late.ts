import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const redialFarTooLate: ServerMutant = {
  name: "redial-far-too-late",
  breaks: ["NS-11"],
  dialect: "netstandard",
  also: {
    "NS-01": "in time means after the configured delay",
  },
  cripples: "what comes after a close comes too late for any scenario",
  says: "Fifteen seconds pass before it dials again, whatever its configuration says.",
  behaviour: () => ({
    delayAfter: (result, delays) => (result.kind === "closed-by-client" ? 15_000 : referenceBehaviour.delayAfter(result, delays)),
  }),
};
