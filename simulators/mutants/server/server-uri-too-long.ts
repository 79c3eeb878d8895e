import { referenceBehaviour } from "../../server";
import type { ServerMutant } from "./types";

export const serverUriTooLong: ServerMutant = {
  name: "server-uri-too-long",
  breaks: ["RC-006"],
  also: {
    "RC-005": "a padded URI is also another one than GetEndpoints tells",
  },
  says: "It pads ServerUri to 4096 bytes.",
  behaviour: () => ({
    reverseHello: ({ serverUri, endpointUrl }) =>
      referenceBehaviour.reverseHello({ serverUri: serverUri.padEnd(4096, "x"), endpointUrl }),
  }),
};
