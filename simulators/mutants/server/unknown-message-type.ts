import { encodeReverseHello } from "../../../src/protocol";
import type { ServerMutant } from "./types";

export const unknownMessageType: ServerMutant = {
  name: "unknown-message-type",
  breaks: ["RC-001"],
  also: {
    "RC-019": "what is not a ReverseHello cannot be the first message",
  },
  cripples: "nobody can read its ReverseHello",
  says: "The first three bytes of its ReverseHello are RHX, which Part 6 does not know.",
  behaviour: () => ({
    reverseHello: (fields) => encodeReverseHello(fields, { type: "RHX" }),
  }),
};
