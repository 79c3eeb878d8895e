import type { ServerMutant } from "./types";

export const noSuspension: ServerMutant = {
  name: "no-suspension",
  breaks: ["NS-02"],
  also: {
    "NS-03": "there is no suspension that could end in time",
    "NS-05": "the rejecting client is dialed too early",
    "NS-06": "a peer that was not upgraded is not left alone",
  },
  says: "It treats BadTcpMessageTypeInvalid like any other Error message.",
  behaviour: () => ({
    isRejection: () => false,
    delayAfter: (_result, { redial, jitter }) => redial + jitter,
  }),
};
