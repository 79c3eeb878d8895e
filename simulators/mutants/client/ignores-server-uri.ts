import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const ignoresServerUri: ClientMutant = {
  name: "ignores-server-uri",
  breaks: ["NS-16", "RC-046"],
  also: {
    "RC-028": "the stranger gets Hello",
    "NS-21": "nothing is held",
    "NS-24": "nobody is refused",
    "RC-027": "nothing is held",
  },
  says: "It does not look at the server URI of a registration.",
  behaviour: () => ({
    matches: ({ endpointUrl }, server) =>
      referenceClientBehaviour.matches(endpointUrl === undefined ? {} : { endpointUrl }, server),
  }),
};
