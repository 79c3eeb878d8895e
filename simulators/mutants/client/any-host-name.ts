import { unless } from "./unless";
import type { ClientMutant } from "./types";

export const anyHostName: ClientMutant = {
  name: "any-host-name",
  breaks: ["RC-058"],
  says: "It does not compare the host of EndpointUrl with the certificate.",
  behaviour: () => ({ checkCertificate: unless("CERTIFICATE_HOST_NAME_INVALID") }),
};
