import { encodeError, STATUS_CODES } from "../../../src/protocol";
import type { ServerMutant } from "./types";

export const endlessReason: ServerMutant = {
  name: "endless-reason",
  breaks: ["RC-039"],
  says: "The Reason of its Error messages has 5000 bytes.",
  behaviour: () => ({
    refusal: ({ status, reason }) => encodeError({ code: STATUS_CODES[status], reason: reason.padEnd(5000, ".") }),
  }),
};
