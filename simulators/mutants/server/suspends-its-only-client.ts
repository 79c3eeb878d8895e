import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const suspendsItsOnlyClient: ServerMutant = {
  name: "suspends-its-only-client",
  breaks: ["NS-02"],
  says: "It suspends a client only if it has no other.",
  behaviour: () => {
    let several = false;
    const clients = new Set<string>();
    return {
      connect(options) {
        clients.add(JSON.stringify([Reflect.get(options, "host"), Reflect.get(options, "port")]));
        several = clients.size > 1;
        return referenceBehaviour.connect(options);
      },
      delayAfter: (result, delays) =>
        several && referenceBehaviour.isRejection(result, delays.dialect)
          ? delays.redial
          : referenceBehaviour.delayAfter(result, delays),
    };
  },
};
