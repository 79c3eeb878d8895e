import type { ServerMutant } from "./types";

export const silentRefusal: ServerMutant = {
  name: "silent-refusal",
  breaks: ["RC-036"],
  also: {
    "RC-004": "an Error message is asked for there",
    "RC-022": "an Error message is asked for there",
    "RC-039": "there is no Error message to judge",
    "RC-040": "the code is asked for there",
    "RC-041": "an Error message is asked for there",
    "RC-035": "it is to report the error",
    "RC-026": "it is to report the error",
  },
  says: "It closes on a protocol error without an Error message.",
  behaviour: () => ({
    refusal: () => undefined,
  }),
};
