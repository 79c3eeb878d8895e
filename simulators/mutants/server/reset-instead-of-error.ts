import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const resetInsteadOfError: ServerMutant = {
  name: "reset-instead-of-error",
  breaks: ["RC-036"],
  also: {
    "RC-040": "the code is asked for there",
  },
  says: "It resets the connection on a protocol error, and says nothing.",
  behaviour: () => ({
    refusal: () => undefined,
    closeAs: (result) => (result.kind === "refused" ? "rst" : referenceBehaviour.closeAs(result)),
  }),
};
