import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const noRedialAfterReset: ServerMutant = {
  name: "no-redial-after-reset",
  breaks: ["NS-01"],
  also: {
    "NS-11": "attempts must not end",
    "NS-04": "a reset must not suspend",
  },
  says: "It never dials again when the client has reset the connection.",
  behaviour: () => ({
    delayAfter: (result, delays) =>
      result.kind === "closed-by-client" && result.how === "rst" ? Infinity : referenceBehaviour.delayAfter(result, delays),
  }),
};
