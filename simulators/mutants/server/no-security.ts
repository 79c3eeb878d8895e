import { MessageSecurityMode, SecurityPolicy } from "node-opcua";
import type { ServerMutant } from "./types";

export const noSecurity: ServerMutant = {
  name: "no-security",
  breaks: ["NS-25"],
  says: "Though configured for security, it offers only endpoints without security.",
  options: (given) => ({ ...given, securityPolicies: [SecurityPolicy.None], securityModes: [MessageSecurityMode.None] }),
};
