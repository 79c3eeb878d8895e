import type { ClientMutant } from "./types";

export const holdsForEver: ClientMutant = {
  name: "holds-for-ever",
  breaks: ["NS-21", "NS-24", "RC-028"],
  also: {
    "NS-16": "the stranger is never refused",
    "NS-17": "the stranger is never refused",
    "RC-046": "the unwanted is never refused",
  },
  says: "It holds a connection that nobody wants forever.",
  behaviour: () => ({ deadline: (kind, configured) => (kind === "hold" ? Infinity : configured) }),
};
