import type { ClientMutant } from "./types";

export const firstRegistration: ClientMutant = {
  name: "first-registration",
  breaks: ["NS-16", "NS-17", "RC-046"],
  also: {
    "NS-15": "strangers get Hello",
    "NS-21": "nothing is held",
    "NS-24": "nobody is refused",
    "NS-32": "strangers take the place of the wanted server",
    "RC-015": "strangers take the place of the wanted server",
    "RC-027": "nothing is held",
    "RC-028": "nobody is refused",
    "RC-050": "nobody is refused",
    "RC-044": "strangers take the place of the wanted server",
    "NS-22": "strangers get Hello",
    "RC-029": "what waits is another server",
  },
  says: "It gives every server to the first registration, whatever its filter.",
  behaviour: () => ({ matches: () => true }),
};
