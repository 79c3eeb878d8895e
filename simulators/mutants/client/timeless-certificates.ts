import { unless } from "./unless";
import type { ClientMutant } from "./types";

export const timelessCertificates: ClientMutant = {
  name: "timeless-certificates",
  breaks: ["RC-050"],
  says: "It takes a certificate that has expired or is not valid yet.",
  behaviour: () => ({ checkCertificate: unless("CERTIFICATE_TIME_INVALID") }),
};
