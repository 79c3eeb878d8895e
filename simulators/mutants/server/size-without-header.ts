import { encodeReverseHello } from "../../../src/protocol";
import type { ServerMutant } from "./types";

export const sizeWithoutHeader: ServerMutant = {
  name: "size-without-header",
  breaks: ["RC-003"],
  also: {
    "RC-019": "what cannot be read is not a ReverseHello",
  },
  cripples: "nobody can read its ReverseHello",
  says: "MessageSize of its ReverseHello leaves out the eight bytes of the header.",
  behaviour: () => ({
    reverseHello(fields) {
      const bytes = encodeReverseHello(fields);
      bytes.writeUInt32LE(bytes.length - 8, 4);
      return bytes;
    },
  }),
};
