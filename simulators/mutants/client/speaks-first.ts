import { encodeHello } from "../../../src/protocol";
import type { ClientMutant } from "./types";

export const speaksFirst: ClientMutant = {
  name: "speaks-first",
  breaks: ["RC-020"],
  says: "It sends Hello as soon as a connection is made, before the ReverseHello.",
  behaviour: () => ({ accepted: (socket) => void socket.write(encodeHello({ endpointUrl: "opc.tcp://any.example:4840" })) }),
};
