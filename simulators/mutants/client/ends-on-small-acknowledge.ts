import type { ClientMutant } from "./types";

export const endsOnSmallAcknowledge: ClientMutant = {
  name: "ends-on-small-acknowledge",
  breaks: ["RC-021"],
  says: "An Acknowledge with buffers of no bytes ends the process.",
  behaviour: () => ({ acknowledgeProblem: () => undefined }),
};
