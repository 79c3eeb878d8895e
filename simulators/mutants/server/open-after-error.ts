import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const openAfterError: ServerMutant = {
  name: "open-after-error",
  breaks: ["RC-030"],
  also: {
    "RC-031": "the left connection still counts as waiting",
  },
  says: "It leaves the connection open when the client has sent an Error message.",
  behaviour: () => ({
    closeAs: (result) => (result.kind === "error-received" ? "leave" : referenceBehaviour.closeAs(result)),
  }),
};
