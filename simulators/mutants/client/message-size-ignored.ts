import { HEADER_SIZE } from "../../../src/protocol";
import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const messageSizeIgnored: ClientMutant = {
  name: "message-size-ignored",
  breaks: ["RC-003"],
  also: {
    "RC-004": "a size of 2^32-1 is not checked",
    "RC-023": "half a message is taken for a whole one",
    "RC-020": "a message in pieces is taken for broken",
  },
  says: "It reads the fields, whatever MessageSize says.",
  behaviour: () => ({
    readFirstMessage(bytes, maxSize) {
      if (bytes.length < HEADER_SIZE || bytes.toString("latin1", 0, 3) !== "RHE")
        return referenceClientBehaviour.readFirstMessage(bytes, maxSize);
      const copy = Buffer.from(bytes);
      copy.writeUInt32LE(bytes.length, 4);
      return referenceClientBehaviour.readFirstMessage(copy, maxSize);
    },
  }),
};
