import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const suspendsOnClose: ServerMutant = {
  name: "suspends-on-close",
  breaks: ["NS-04"],
  dialect: "netstandard",
  also: {
    "NS-11": "the configured interval is the short one",
  },
  says: "A client that closes before Hello is suspended.",
  behaviour: () => ({
    delayAfter: (result, delays) =>
      result.kind === "closed-by-client" && result.phase === "waiting"
        ? delays.suspension
        : referenceBehaviour.delayAfter(result, delays),
  }),
};
