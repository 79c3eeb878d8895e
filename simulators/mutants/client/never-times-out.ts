import type { ClientMutant } from "./types";

export const neverTimesOut: ClientMutant = {
  name: "never-times-out",
  breaks: ["RC-023", "RC-024"],
  says: "A connection on which nothing is said it keeps for ever.",
  behaviour: () => ({ deadline: (kind, configured) => (kind === "first-message" ? Infinity : configured) }),
};
