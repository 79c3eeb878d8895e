import { encodeHello } from "../../../src/protocol";
import type { ClientMutant } from "./types";

export const speaksFirst: ClientMutant = {
  name: "speaks-first",
  breaks: ["RC-020"],
  also: {
    "RC-011": "its first Hello cannot know the EndpointUrl",
    "RC-022": "it sends another Hello after the ReverseHello",
    "RC-037": "the handshake fails",
  },
  cripples: "a server takes what comes first for an error, and no session opens",
  says: "It sends Hello as soon as a connection is made, before the ReverseHello.",
  behaviour: () => ({ accepted: (socket) => void socket.write(encodeHello({ endpointUrl: "opc.tcp://any.example:4840" })) }),
};
