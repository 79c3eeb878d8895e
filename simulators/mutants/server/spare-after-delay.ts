import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

/** In ms. */
const PAUSE = 5_000;

export const spareAfterDelay: ServerMutant = {
  name: "spare-after-delay",
  breaks: ["RC-032", "NS-13"],
  also: {
    "RC-031": "nothing waits in the meantime",
    "NS-08": "nothing waits in the meantime",
  },
  says: "The next connection comes five seconds after the secure channel opened.",
  behaviour: () => {
    let since = Infinity;
    return {
      mayDial(situation) {
        if (situation.channels > 0 && since === Infinity) since = performance.now();
        return (situation.channels === 0 || performance.now() - since > PAUSE) && referenceBehaviour.mayDial(situation);
      },
    };
  },
  server(server) {
    server.reverseConnect.on("connection", ({ phase }) => {
      if (phase === "open") setTimeout(() => server.reverseConnect.review(), PAUSE + 1).unref();
    });
  },
};
