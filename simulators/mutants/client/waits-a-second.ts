import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const waitsASecond: ClientMutant = {
  name: "waits-a-second",
  breaks: ["NS-20"],
  cripples: "whatever comes later than a second after its start finds nobody",
  says: "It waits for its server for one second only.",
  behaviour: () => {
    const start = performance.now();
    return {
      matches: (filter, server) => performance.now() - start < 1000 && referenceClientBehaviour.matches(filter, server),
    };
  },
};
