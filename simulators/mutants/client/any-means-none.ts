import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const anyMeansNone: ClientMutant = {
  name: "any-means-none",
  breaks: ["NS-18"],
  also: {
    "RC-007": "the scenarios about lengths listen for any server",
    "RC-028": "so do those about fields of a server that may be taken",
  },
  says: "A registration for any server matches none.",
  behaviour: () => ({
    matches: (filter, server) => Object.keys(filter).length > 0 && referenceClientBehaviour.matches(filter, server),
  }),
};
