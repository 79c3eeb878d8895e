import { encodeReverseHello } from "../../../src/protocol";
import type { ServerMutant } from "./types";

export const fourthByteC: ServerMutant = {
  name: "fourth-byte-c",
  breaks: ["RC-002"],
  says: "The fourth byte of its ReverseHello is C, as if more chunks followed.",
  behaviour: () => ({
    reverseHello: (fields) => encodeReverseHello(fields, { chunk: "C" }),
  }),
};
