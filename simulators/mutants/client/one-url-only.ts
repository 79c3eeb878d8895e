import type { ClientMutant } from "./types";

export const oneUrlOnly: ClientMutant = {
  name: "one-url-only",
  breaks: ["RC-052"],
  says: "Of its listening URLs it uses the first.",
  options: (given) => ({ ...given, listen: [given.listen].flat().slice(0, 1) }),
};
