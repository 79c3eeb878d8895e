import { STATUS_CODES } from "../../../src/protocol";
import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const oneServerPerPort: ClientMutant = {
  name: "one-server-per-port",
  breaks: ["NS-15"],
  also: {
    "RC-027": "the well-behaved server comes last",
    "NS-16": "the wanted server comes second",
    "NS-32": "the wanted server comes second",
    "RC-044": "the wanted server comes late",
  },
  says: "It refuses every server but the first whose ReverseHello comes.",
  behaviour: () => {
    let first: string | undefined;
    return {
      readFirstMessage(bytes, maxSize) {
        const read = referenceClientBehaviour.readFirstMessage(bytes, maxSize);
        if (read.kind !== "reverse-hello") return read;
        first ??= read.serverUri;
        if (read.serverUri === first) return read;
        return { kind: "refuse", refusal: { code: STATUS_CODES.BadTcpMessageTypeInvalid, reason: "another server" } };
      },
    };
  },
};
