import type { ClientMutant } from "./types";

export const hasty: ClientMutant = {
  name: "hasty",
  breaks: ["RC-023"],
  says: "It gives the first message a quarter of the time that it states.",
  behaviour: () => ({ deadline: (kind, configured) => (kind === "first-message" ? configured / 4 : configured) }),
};
