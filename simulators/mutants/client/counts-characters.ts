import { MAX_STRING_BYTES } from "../../../src/protocol";
import { referenceClientBehaviour } from "../../client";
import { readWhole } from "./read-whole";
import type { ClientMutant } from "./types";

export const countsCharacters: ClientMutant = {
  name: "counts-characters",
  breaks: ["RC-007"],
  says: "It measures ServerUri in characters, not in bytes.",
  behaviour: () => ({
    readFirstMessage(bytes, maxSize) {
      const first = referenceClientBehaviour.readFirstMessage(bytes, maxSize);
      const whole = readWhole(bytes);
      if (first.kind !== "refuse" || whole.kind !== "reverse-hello") return first;
      const { serverUri } = whole;
      return Buffer.byteLength(serverUri) > MAX_STRING_BYTES && serverUri.length <= MAX_STRING_BYTES ? whole : first;
    },
  }),
};
