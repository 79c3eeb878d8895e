import { lookup, type LookupAddress } from "node:dns";
import type { ServerMutant } from "./types";

export const resolvesOnce: ServerMutant = {
  name: "resolves-once",
  breaks: ["NS-01"],
  warns: ["NS-01"],
  lab: ["lab-server-12."],
  says: "It keeps the address that the client's host name had first.",
  behaviour() {
    let first: readonly LookupAddress[] | undefined;
    return {
      lookup: (name, options, answer) => {
        if (first) return answer(null, [...first]);
        lookup(name, { ...options, all: true }, (error, addresses) => {
          if (!error) first = addresses;
          answer(error, addresses);
        });
      },
    };
  },
};
