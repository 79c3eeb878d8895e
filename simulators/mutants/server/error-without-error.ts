import { encodeError, STATUS_CODES } from "../../../src/protocol";
import type { ServerMutant } from "./types";

export const errorWithoutError: ServerMutant = {
  name: "error-without-error",
  breaks: ["RC-043"],
  also: {
    "RC-040": "the code is asked for there",
  },
  says: "Its Error messages carry the code Good.",
  behaviour: () => ({
    refusal: ({ reason }) => encodeError({ code: STATUS_CODES.Good, reason }),
  }),
};
