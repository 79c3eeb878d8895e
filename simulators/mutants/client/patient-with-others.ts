import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const patientWithOthers: ClientMutant = {
  name: "patient-with-others",
  breaks: ["RC-019"],
  also: {
    "RC-037": "when it ends it tells the reason to one that had sent an Error message",
    "RC-020": "it waits for the first bytes to be ReverseHello",
  },
  says: "A first message of another type it passes over, until the time is up.",
  behaviour: () => ({
    readFirstMessage(bytes, maxSize) {
      return bytes.toString("latin1", 0, 3) === "RHE"
        ? referenceClientBehaviour.readFirstMessage(bytes, maxSize)
        : { kind: "incomplete" };
    },
  }),
};
