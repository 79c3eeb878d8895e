import { STATUS_CODES } from "../../../src/protocol";
import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const wrongCodeForLength: ClientMutant = {
  name: "wrong-code-for-length",
  breaks: ["RC-007", "RC-012"],
  says: "It refuses a field that is too long as a wrong message type.",
  behaviour: () => ({
    readFirstMessage(bytes, maxSize) {
      const first = referenceClientBehaviour.readFirstMessage(bytes, maxSize);
      if (first.kind !== "refuse" || first.refusal.code !== STATUS_CODES.BadTcpEndpointUrlInvalid) return first;
      return { kind: "refuse", refusal: { ...first.refusal, code: STATUS_CODES.BadTcpMessageTypeInvalid } };
    },
  }),
};
