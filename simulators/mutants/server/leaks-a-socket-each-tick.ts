import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const leaksASocketEachTick: ServerMutant = {
  name: "leaks-a-socket-each-tick",
  breaks: ["RH-02"],
  also: {
    "RC-031": "what it has left open looks as if it waited, to a server that claims one waiting connection",
    "NS-01": "one that it has given up looks like the next one",
  },
  cripples: "a client that takes the next connection may take one that it has given up",
  says: "At each tick it gives up the connection that waits, and never closes it: one more open connection each time.",
  options: ({ reverseConnect, ...given }) => ({
    ...given,
    reverseConnect: {
      ...reverseConnect,
      clients: reverseConnect?.clients?.map((client) => ({ ...client, timeout: reverseConnect.redial ?? 200 })) ?? [],
    },
  }),
  behaviour: () => ({
    closeAs: (result) => (result.kind === "wait-expired" ? "leave" : referenceBehaviour.closeAs(result)),
  }),
};
