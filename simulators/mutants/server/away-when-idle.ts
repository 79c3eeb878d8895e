import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

/** How long, in ms, it leaves a connection waiting. */
const IDLE = 1_000;

export const awayWhenIdle: ServerMutant = {
  name: "away-when-idle",
  breaks: ["RC-031"],
  says: "It ends a connection that nobody uses after a second, and makes the next one only after its redial delay.",
  options: ({ reverseConnect, ...given }) => ({
    ...given,
    reverseConnect: { ...reverseConnect, clients: reverseConnect?.clients?.map((client) => ({ ...client, timeout: IDLE })) ?? [] },
  }),
  behaviour: () => ({
    delayAfter: (result, delays) =>
      result.kind === "wait-expired" ? delays.redial : referenceBehaviour.delayAfter(result, delays),
  }),
};
