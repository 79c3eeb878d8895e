import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const oneConditionIsEnough: ClientMutant = {
  name: "one-condition-is-enough",
  breaks: ["RC-046"],
  also: {
    "RC-015": "servers with one ServerUri are one to it",
    "RC-028": "who meets one condition is not wanted, and gets Hello",
  },
  says: "Of a filter with two conditions it takes who meets one.",
  behaviour: () => ({
    matches(filter, server) {
      const { serverUri, endpointUrl } = filter;
      const uri = serverUri !== undefined && referenceClientBehaviour.matches({ serverUri }, server);
      const url = endpointUrl !== undefined && referenceClientBehaviour.matches({ endpointUrl }, server);
      return uri || url || (serverUri === undefined && endpointUrl === undefined);
    },
  }),
};
