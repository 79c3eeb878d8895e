import type { ClientMutant } from "./types";

const NEVER = 3_600_000;

export const waitsOnDeadLines: ClientMutant = {
  name: "waits-on-dead-lines",
  breaks: ["NS-27"],
  lab: ["lab-client-01.2", "lab-client-03"],
  says: "It never notices that the network failed silently: it has no keep-alive and no time limit for an answer.",
  options: (given) => ({ ...given, keepAlive: NEVER }),
  session: (given) => ({ ...given, requestTimeout: NEVER }),
};
