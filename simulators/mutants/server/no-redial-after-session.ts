import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const noRedialAfterSession: ServerMutant = {
  name: "no-redial-after-session",
  breaks: ["NS-01"],
  also: {
    "RC-031": "nothing waits during a session",
    "RC-032": "nothing is dialed when a channel opens",
    "NS-08": "nothing is dialed during a session",
    "NS-13": "nothing is dialed after GetEndpoints",
  },
  cripples: "whatever comes after a first session is not served",
  says: "It has no waiting connection during a session, and never dials again after one.",
  behaviour: () => {
    let served = false;
    return {
      mayDial(situation) {
        served ||= situation.channels > 0;
        return !served && referenceBehaviour.mayDial(situation);
      },
    };
  },
};
