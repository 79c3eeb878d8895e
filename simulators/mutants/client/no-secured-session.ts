import { ReverseConnectError } from "../../client/errors";
import type { ClientMutant } from "./types";

export const noSecuredSession: ClientMutant = {
  name: "no-secured-session",
  breaks: ["NS-25"],
  cripples: "no secured session opens",
  says: "It trusts no certificate at all, so that it opens no secured session.",
  behaviour: () => ({
    checkCertificate: () => Promise.reject(new ReverseConnectError("CERTIFICATE_UNTRUSTED", "this client trusts nobody")),
  }),
};
