import type { ClientMutant } from "./types";

export const holdsWithoutLimit: ClientMutant = {
  name: "holds-without-limit",
  breaks: ["RC-027"],
  says: "It holds more connections than it was told.",
  behaviour: () => ({ mayHold: () => true }),
};
