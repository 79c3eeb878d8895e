import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const anyMeansNone: ClientMutant = {
  name: "any-means-none",
  breaks: ["NS-18"],
  says: "A registration for any server matches none.",
  behaviour: () => ({
    matches: (filter, server) => Object.keys(filter).length > 0 && referenceClientBehaviour.matches(filter, server),
  }),
};
