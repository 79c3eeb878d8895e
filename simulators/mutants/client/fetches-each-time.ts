import type { CertificateCache } from "../../client";
import type { ClientMutant } from "./types";

const noCache: CertificateCache = {
  get: () => Promise.resolve(undefined),
  set: () => Promise.resolve(),
  delete: () => Promise.resolve(),
};

export const fetchesEachTime: ClientMutant = {
  name: "fetches-each-time",
  breaks: ["NS-26"],
  says: "It keeps no certificate; each connect begins with GetEndpoints.",
  options: (given) => ({ ...given, certificateCache: noCache }),
  session: (given) => ({ ...given, reconnect: false }),
};
