import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const refusesByReset: ServerMutant = {
  name: "refuses-by-reset",
  breaks: ["RC-036"],
  says: "It resets the connection on a protocol error instead of closing it.",
  behaviour: () => ({
    closeAs: (result) => (result.kind === "refused" ? "rst" : referenceBehaviour.closeAs(result)),
  }),
};
