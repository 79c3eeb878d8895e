import type { ServerMutant } from "./types";

export const firstClientOnly: ServerMutant = {
  name: "first-client-only",
  breaks: ["NS-07", "RC-033"],
  says: "It dials only the first of its configured clients.",
  options: (given) => ({
    ...given,
    reverseConnect: { ...given.reverseConnect, clients: given.reverseConnect?.clients?.slice(0, 1) ?? [] },
  }),
};
