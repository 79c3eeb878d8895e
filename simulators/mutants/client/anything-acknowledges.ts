import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const anythingAcknowledges: ClientMutant = {
  name: "anything-acknowledges",
  breaks: ["RC-004"],
  also: {
    "RC-025": "it opens the channel after a message that is not an Acknowledge",
  },
  says: "Any message after Hello is an Acknowledge to it.",
  behaviour: () => ({
    isViolation: (type, phase) => phase !== "hello" && referenceClientBehaviour.isViolation(type, phase),
  }),
};
