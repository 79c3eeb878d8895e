import type { ClientMutant } from "./types";

export const oneUrlOnly: ClientMutant = {
  name: "one-url-only",
  breaks: ["RC-052"],
  says: "It uses only the first of its listening URLs.",
  options: (given) => ({ ...given, listen: [given.listen].flat().slice(0, 1) }),
};
