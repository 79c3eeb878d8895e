import type { ClientMutant } from "./types";

export const waitsForOpenChannel: ClientMutant = {
  name: "waits-for-open-channel",
  breaks: ["RC-045"],
  also: {
    "RC-044": "it waits as long for the Acknowledge",
  },
  says: "It waits forever for the answer to OpenSecureChannel.",
  behaviour: () => ({ deadline: (kind, configured) => (kind === "channel" ? Infinity : configured) }),
};
