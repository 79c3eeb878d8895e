import type { ServerMutant } from "./types";

export const noSuspension: ServerMutant = {
  name: "no-suspension",
  breaks: ["NS-02"],
  says: "It treats BadTcpMessageTypeInvalid like any other Error message.",
  behaviour: () => ({
    isRejection: () => false,
    delayAfter: (_result, { redial, jitter }) => redial + jitter,
  }),
};
