import type { ClientMutant } from "./types";

export const certificateForEver: ClientMutant = {
  name: "certificate-for-ever",
  breaks: ["RC-060"],
  says: "It never fetches a certificate again.",
  behaviour: () => ({ looksForNewCertificate: () => false }),
};
