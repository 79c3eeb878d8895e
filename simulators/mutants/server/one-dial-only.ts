import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const oneDialOnly: ServerMutant = {
  name: "one-dial-only",
  breaks: ["NS-01"],
  cripples: "there is one connection, and no other ever",
  says: "It dials each client once, and never again.",
  behaviour: () => {
    let dialed = false;
    return {
      mayDial: (situation) => !dialed && referenceBehaviour.mayDial(situation),
      greet(socket, reverseHello) {
        dialed = true;
        referenceBehaviour.greet(socket, reverseHello);
      },
    };
  },
};
