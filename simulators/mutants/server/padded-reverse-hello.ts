import { encodeReverseHello } from "../../../src/protocol";
import type { ServerMutant } from "./types";

export const paddedReverseHello: ServerMutant = {
  name: "padded-reverse-hello",
  breaks: ["RC-003"],
  says: "Sixteen bytes without meaning follow EndpointUrl, inside MessageSize.",
  behaviour: () => ({
    reverseHello: (fields) => encodeReverseHello(fields, { trailing: Buffer.alloc(16) }),
  }),
};
