import type { ClientMutant } from "./types";

const NEVER = 3_600_000;

export const waitsOnDeadLines: ClientMutant = {
  name: "waits-on-dead-lines",
  breaks: ["NS-27"],
  lab: ["lab-client-01.2", "lab-client-03"],
  says: "A network that died without a word it never notices: no keep-alive, and no limit for an answer.",
  options: (given) => ({ ...given, keepAlive: NEVER }),
  session: (given) => ({ ...given, requestTimeout: NEVER }),
};
