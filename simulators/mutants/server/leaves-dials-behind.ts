import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const leavesDialsBehind: ServerMutant = {
  name: "leaves-dials-behind",
  breaks: ["NS-12"],
  lab: ["lab-server-03."],
  says: "A dial that nobody answered in time stays open beside the next one.",
  behaviour: () => ({
    closeAs: (result) => (result.kind === "dial-timeout" ? "leave" : referenceBehaviour.closeAs(result)),
  }),
};
