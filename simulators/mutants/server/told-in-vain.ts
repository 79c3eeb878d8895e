import type { ServerMutant } from "./types";

export const toldInVain: ServerMutant = {
  name: "told-in-vain",
  breaks: ["NS-28"],
  also: {
    "RC-019": "nothing is dialed at all",
  },
  cripples: "it dials nobody",
  says: "It does not dial the client that it was told of when it was started.",
  options: (given) => ({ ...given, reverseConnect: { ...given.reverseConnect, clients: [] } }),
};
