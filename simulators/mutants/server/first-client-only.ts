import type { ServerMutant } from "./types";

export const firstClientOnly: ServerMutant = {
  name: "first-client-only",
  breaks: ["NS-07"],
  also: {
    "RC-033": "the other clients are configured too",
  },
  says: "It dials only the first of its configured clients.",
  options: (given) => ({
    ...given,
    reverseConnect: { ...given.reverseConnect, clients: given.reverseConnect?.clients?.slice(0, 1) ?? [] },
  }),
};
