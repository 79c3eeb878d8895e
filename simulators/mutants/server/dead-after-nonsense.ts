import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const deadAfterNonsense: ServerMutant = {
  name: "dead-after-nonsense",
  breaks: ["RC-036"],
  also: {
    "NS-06": "a peer of another protocol is to be dialed again",
    "RC-004": "the scenario ends with a session",
    "RC-022": "the scenario ends with a session",
    "RC-040": "the scenario ends with a session",
    "RC-041": "the scenario ends with a session",
  },
  says: "It never dials again after a client that spoke another protocol.",
  behaviour: () => ({
    delayAfter: (result, delays) => (result.kind === "refused" ? Infinity : referenceBehaviour.delayAfter(result, delays)),
  }),
};
