import { referenceClientBehaviour } from "../../client";
import { readWhole } from "./read-whole";
import type { ClientMutant } from "./types";

export const takesEmptyFields: ClientMutant = {
  name: "takes-empty-fields",
  breaks: ["RC-028"],
  also: {
    "RC-011": "a null or empty URL does not come back",
  },
  says: "It takes a ReverseHello without ServerUri or EndpointUrl.",
  behaviour: () => ({
    readFirstMessage(bytes, maxSize) {
      const first = referenceClientBehaviour.readFirstMessage(bytes, maxSize);
      return first.kind === "refuse" && /is (?:empty|null)$/.test(first.refusal.reason) ? readWhole(bytes) : first;
    },
  }),
};
