import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const oneConditionIsEnough: ClientMutant = {
  name: "one-condition-is-enough",
  breaks: ["RC-046"],
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
