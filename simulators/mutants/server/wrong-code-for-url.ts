import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const wrongCodeForUrl: ServerMutant = {
  name: "wrong-code-for-url",
  breaks: ["RC-040"],
  says: "It refuses an EndpointUrl with BadTcpInternalError.",
  behaviour: () => ({
    refusal: (refusal) =>
      referenceBehaviour.refusal(
        refusal.status === "BadTcpEndpointUrlInvalid" ? { ...refusal, status: "BadTcpInternalError" } : refusal,
      ),
  }),
};
