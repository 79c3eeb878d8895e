import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const suspendsOnClose: ServerMutant = {
  name: "suspends-on-close",
  breaks: ["NS-04"],
  also: {
    "NS-01": "in time means after the configured delay",
    "NS-11": "the configured interval is the short one",
    "NS-05": "the other client closes in that scenario",
    "RC-030": "a client that closes is dialed too late",
  },
  says: "A client that closes before Hello is suspended.",
  behaviour: () => ({
    delayAfter: (result, delays) =>
      result.kind === "closed-by-client" && result.phase === "waiting"
        ? delays.suspension
        : referenceBehaviour.delayAfter(result, delays),
  }),
};
