import type { ServerMutant } from "./types";

export const dialsForEver: ServerMutant = {
  name: "dials-for-ever",
  breaks: ["NS-12"],
  lab: ["lab-server-03."],
  says: "It leaves an unanswered dial to the operating system, which retries more and more slowly.",
  options: (given) => ({ ...given, reverseConnect: { ...given.reverseConnect, connectTimeout: 600_000 } }),
};
