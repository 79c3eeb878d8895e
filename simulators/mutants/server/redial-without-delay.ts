import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const redialWithoutDelay: ServerMutant = {
  name: "redial-without-delay",
  breaks: ["NS-11"],
  dialect: "netstandard",
  says: "It dials again at once when the client has closed the connection before Hello.",
  behaviour: () => ({
    delayAfter: (result, delays) => (result.kind === "closed-by-client" ? 0 : referenceBehaviour.delayAfter(result, delays)),
  }),
};
