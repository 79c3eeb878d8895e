import type { ClientMutant } from "./types";

export const neverTimesOut: ClientMutant = {
  name: "never-times-out",
  breaks: ["RC-023", "RC-024"],
  says: "It keeps a silent connection forever.",
  behaviour: () => ({ deadline: (kind, configured) => (kind === "first-message" ? Infinity : configured) }),
};
