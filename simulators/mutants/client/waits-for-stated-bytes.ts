import { STATUS_CODES } from "../../../src/protocol";
import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const waitsForStatedBytes: ClientMutant = {
  name: "waits-for-stated-bytes",
  breaks: ["RC-004"],
  says: "It waits for all the bytes of a ReverseHello that states 2^32-1 bytes.",
  behaviour: () => ({
    readFirstMessage(bytes, maxSize) {
      const first = referenceClientBehaviour.readFirstMessage(bytes, maxSize);
      const tooLarge = first.kind === "refuse" && first.refusal.code === STATUS_CODES.BadTcpMessageTooLarge;
      return tooLarge ? { kind: "incomplete" } : first;
    },
  }),
};
