import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const acceptsSmallBuffers: ServerMutant = {
  name: "accepts-small-buffers",
  breaks: ["RC-041"],
  says: "It accepts buffers under 8192 bytes and acknowledges them.",
  behaviour: () => ({
    checkHello(hello, context) {
      const refusal = referenceBehaviour.checkHello(hello, context);
      return refusal?.status === "BadConnectionRejected" ? undefined : refusal;
    },
  }),
};
