import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const floodsForeignPeers: ServerMutant = {
  name: "floods-foreign-peers",
  breaks: ["NS-06"],
  dialect: "netstandard",
  says: "It dials again at once where another protocol is spoken.",
  behaviour: () => ({
    delayAfter: (result, delays) => (result.kind === "refused" ? 0 : referenceBehaviour.delayAfter(result, delays)),
  }),
};
