import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const noneWaitsDuringSession: ServerMutant = {
  name: "none-waits-during-session",
  breaks: ["RC-031", "RC-032", "NS-08"],
  also: {
    "NS-13": "the next connection comes only after the delay",
  },
  says: "No connection waits while a secure channel is open.",
  behaviour: () => ({
    mayDial: (situation) => situation.channels === 0 && referenceBehaviour.mayDial(situation),
  }),
};
