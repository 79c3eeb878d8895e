import { referenceClientBehaviour } from "../../client";
import type { ClientMutant } from "./types";

export const waitsASecond: ClientMutant = {
  name: "waits-a-second",
  breaks: ["NS-20"],
  cripples: "whatever comes later than a second after its start finds nobody",
  says: "It wants its server for a second, then no more.",
  behaviour: () => {
    const start = performance.now();
    return {
      matches: (filter, server) => performance.now() - start < 1000 && referenceClientBehaviour.matches(filter, server),
    };
  },
};
