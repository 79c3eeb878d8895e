import type { ClientMutant } from "./types";

export const certificateForEver: ClientMutant = {
  name: "certificate-for-ever",
  breaks: ["NS-26"],
  says: "It never fetches a certificate again.",
  behaviour: () => ({ looksForNewCertificate: () => false }),
};
