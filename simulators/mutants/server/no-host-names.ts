import type { ServerMutant } from "./types";

export const noHostNames: ServerMutant = {
  name: "no-host-names",
  breaks: ["RC-018"],
  says: "It dials addresses but resolves no host names.",
  options: (given) => ({
    ...given,
    reverseConnect: {
      ...given.reverseConnect,
      clients: (given.reverseConnect?.clients ?? []).filter(({ endpointUrl }) => /^opc\.tcp:\/\/[\d.[]/.test(endpointUrl)),
    },
  }),
};
