import type { ClientMutant } from "./types";

export const prefixUnknown: ClientMutant = {
  name: "prefix-unknown",
  breaks: ["RC-053"],
  says: "It ignores a URL with the prefix rcp+, and listens on any port.",
  options: (given) => ({
    ...given,
    listen: [given.listen].flat().map((url) => (url.startsWith("rcp+") ? "opc.tcp://127.0.0.1:0" : url)),
  }),
};
