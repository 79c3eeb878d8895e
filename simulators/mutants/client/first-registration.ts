import type { ClientMutant } from "./types";

export const firstRegistration: ClientMutant = {
  name: "first-registration",
  breaks: ["NS-16", "NS-17", "RC-046"],
  also: {
    "NS-21": "nothing is held",
    "NS-24": "nobody is refused",
    "RC-027": "nothing is held",
    "RC-028": "nobody is refused",
  },
  says: "It gives every server to the first registration, whatever its filter.",
  behaviour: () => ({ matches: () => true }),
};
