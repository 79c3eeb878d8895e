import { unless } from "./unless";
import type { ClientMutant } from "./types";

export const trustsEverybody: ClientMutant = {
  name: "trusts-everybody",
  breaks: ["RC-050"],
  says: "It takes certificates that nobody trusts.",
  behaviour: () => ({ checkCertificate: unless("CERTIFICATE_UNTRUSTED") }),
};
