import type { ServerMutant } from "./types";

export const noProfile: ServerMutant = {
  name: "no-profile",
  breaks: ["RC-047"],
  says: "ServerProfileArray does not name the Reverse Connect Server Facet.",
  options: (given) => ({ ...given, serverCapabilities: { ...given.serverCapabilities, serverProfileArray: [] } }),
};
