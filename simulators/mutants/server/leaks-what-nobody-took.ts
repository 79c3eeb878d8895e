import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

/** How long, in ms, it leaves a connection waiting. */
const IDLE = 400;

export const leaksWhatNobodyTook: ServerMutant = {
  name: "leaks-what-nobody-took",
  breaks: ["RH-02"],
  also: {
    "RC-031": "what it has left open looks as if it waited, to a server that claims one waiting connection",
    "NS-01": "one that it has given up looks like the next one",
    "RC-048": "the next connection may be one that it has given up",
  },
  cripples: "a client that takes the next connection may take one that it has given up",
  says: "It gives up a connection that nobody takes, never closes it, and dials again after its redial delay: one more open connection now and then.",
  options: ({ reverseConnect, ...given }) => ({
    ...given,
    reverseConnect: { ...reverseConnect, clients: reverseConnect?.clients?.map((client) => ({ ...client, timeout: IDLE })) ?? [] },
  }),
  behaviour: () => ({
    closeAs: (result) => (result.kind === "wait-expired" ? "leave" : referenceBehaviour.closeAs(result)),
    delayAfter: (result, delays) =>
      result.kind === "wait-expired" ? delays.redial : referenceBehaviour.delayAfter(result, delays),
  }),
};
