import type { ServerMutant } from "./types";

export const silentRefusal: ServerMutant = {
  name: "silent-refusal",
  breaks: ["RC-036"],
  also: {
    "RC-040": "the code is asked for there",
  },
  says: "It closes on a protocol error without an Error message.",
  behaviour: () => ({
    refusal: () => undefined,
  }),
};
