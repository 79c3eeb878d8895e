import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const openAfterRefusal: ServerMutant = {
  name: "open-after-refusal",
  breaks: ["RC-036"],
  also: {
    "RC-040": "a close is asked for there",
    "RC-041": "a close is asked for there",
    "RC-031": "the left connection still counts as waiting",
  },
  says: "It sends the Error message on a protocol error and leaves the connection open.",
  behaviour: () => ({
    closeAs: (result) => (result.kind === "refused" ? "leave" : referenceBehaviour.closeAs(result)),
  }),
};
