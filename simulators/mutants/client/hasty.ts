import type { ClientMutant } from "./types";

export const hasty: ClientMutant = {
  name: "hasty",
  breaks: ["RC-023"],
  also: {
    "NS-20": "it does not wait for a server that says nothing yet",
  },
  says: "It gives the first message a quarter of the time that it states.",
  behaviour: () => ({ deadline: (kind, configured) => (kind === "first-message" ? configured / 4 : configured) }),
};
