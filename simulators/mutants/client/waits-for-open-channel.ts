import type { ClientMutant } from "./types";

export const waitsForOpenChannel: ClientMutant = {
  name: "waits-for-open-channel",
  breaks: ["RC-045"],
  also: {
    "RC-044": "for the Acknowledge it waits as long",
  },
  says: "For the answer to OpenSecureChannel it waits for ever.",
  behaviour: () => ({ deadline: (kind, configured) => (kind === "channel" ? Infinity : configured) }),
};
