import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const leaksASocketEachTick: ServerMutant = {
  name: "leaks-a-socket-each-tick",
  breaks: ["RH-02"],
  also: {
    "RC-031": "what it has left open looks as if it waited, to a server that claims one waiting connection",
    "NS-01": "one that it has given up looks like the next one",
  },
  cripples: "who takes the next connection may take one that it has given up",
  says: "What it has given up it never closes, and it gives up at each tick what still waits: one connection more each time.",
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
