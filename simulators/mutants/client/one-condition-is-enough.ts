import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const oneConditionIsEnough: ClientMutant = {
  name: "one-condition-is-enough",
  breaks: ["RC-046"],
  says: "It accepts a server that meets only one of the two conditions of its filter.",
  behaviour: () => ({
    matches(filter, server) {
      const { serverUri, endpointUrl } = filter;
      const uri = serverUri !== undefined && referenceClientBehaviour.matches({ serverUri }, server);
      const url = endpointUrl !== undefined && referenceClientBehaviour.matches({ endpointUrl }, server);
      return uri || url || (serverUri === undefined && endpointUrl === undefined);
    },
  }),
};
