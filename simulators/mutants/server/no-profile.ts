import type { ServerMutant } from "./types";

export const noProfile: ServerMutant = {
  name: "no-profile",
  breaks: ["RC-047"],
  also: {
    "RC-048": "the unit is read from the same place",
  },
  says: "ServerProfileArray does not name the Reverse Connect Server Facet.",
  options: (given) => ({ ...given, serverCapabilities: { ...given.serverCapabilities, serverProfileArray: [] } }),
};
