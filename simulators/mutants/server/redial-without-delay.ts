import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const redialWithoutDelay: ServerMutant = {
  name: "redial-without-delay",
  breaks: ["NS-11"],
  also: {
    "NS-05": "the other client closes in that scenario",
    "NS-01": "the same scenario judges both: again, and not before the delay",
    "NS-04": "the same holds where it must not suspend",
  },
  says: "It dials again at once when the client has closed the connection before Hello.",
  behaviour: () => ({
    delayAfter: (result, delays) => (result.kind === "closed-by-client" ? 0 : referenceBehaviour.delayAfter(result, delays)),
  }),
};
