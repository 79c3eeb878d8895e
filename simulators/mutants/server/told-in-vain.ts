import type { ServerMutant } from "./types";

export const toldInVain: ServerMutant = {
  name: "told-in-vain",
  breaks: ["NS-28"],
  also: {
    "RC-019": "nothing is dialed at all",
  },
  cripples: "it dials nobody",
  says: "It does not dial the client that it was configured with at its start.",
  options: (given) => ({ ...given, reverseConnect: { ...given.reverseConnect, clients: [] } }),
};
