import type { ClientMutant } from "./types";

export const noHoldTime: ClientMutant = {
  name: "no-hold-time",
  breaks: ["NS-21"],
  also: {
    "RC-027": "nothing is held",
  },
  says: "It refuses a connection at once if nobody waits for it yet.",
  behaviour: () => ({ deadline: (kind, configured) => (kind === "hold" ? 0 : configured) }),
};
