import { referenceClientBehaviour } from "../../client";
import { readWhole } from "./read-whole";
import type { ClientMutant } from "./types";

export const takes4097Bytes: ClientMutant = {
  name: "takes-4097-bytes",
  breaks: ["RC-007", "RC-012"],
  says: "It takes a ServerUri and an EndpointUrl of 4097 bytes.",
  behaviour: () => ({
    readFirstMessage(bytes, maxSize) {
      const first = referenceClientBehaviour.readFirstMessage(bytes, maxSize);
      if (first.kind !== "refuse" || !first.refusal.reason.includes(" of 4097 bytes")) return first;
      return readWhole(bytes);
    },
  }),
};
