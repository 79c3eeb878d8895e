import { unless } from "./unless";
import type { ClientMutant } from "./types";

export const believesTheReverseHello: ClientMutant = {
  name: "believes-the-reverse-hello",
  breaks: ["RC-057", "RC-044"],
  says: "It trusts a certificate of somebody else when ReverseHello names the wanted server.",
  behaviour: () => ({
    checkCertificate: unless("CERTIFICATE_URI_INVALID"),
    checkEndpoints: () => undefined,
  }),
};
