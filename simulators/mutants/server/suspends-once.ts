import { referenceBehaviour, type ConnectionResult, type Dialect } from "../../server";
import type { ServerMutant } from "./types";

export const suspendsOnce: ServerMutant = {
  name: "suspends-once",
  breaks: ["NS-02"],
  says: "The second BadTcpMessageTypeInvalid of a client does not suspend any more.",
  behaviour: () => {
    let rejections = 0;
    const first = (result: ConnectionResult, dialect: Dialect) => {
      rejections += referenceBehaviour.isRejection(result, dialect) ? 1 : 0;
      return rejections === 1;
    };
    return {
      delayAfter(result, delays) {
        const spared = referenceBehaviour.isRejection(result, delays.dialect) && !first(result, delays.dialect);
        return spared ? delays.redial : referenceBehaviour.delayAfter(result, delays);
      },
    };
  },
};
