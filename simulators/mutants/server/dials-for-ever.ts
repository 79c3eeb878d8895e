import type { ServerMutant } from "./types";

export const dialsForEver: ServerMutant = {
  name: "dials-for-ever",
  breaks: ["NS-12"],
  lab: ["lab-server-03."],
  says: "A dial that nobody answers it leaves to the system, which asks less and less often.",
  options: (given) => ({ ...given, reverseConnect: { ...given.reverseConnect, connectTimeout: 600_000 } }),
};
