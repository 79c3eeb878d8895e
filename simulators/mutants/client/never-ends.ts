import type { ClientMutant } from "./types";

export const neverEnds: ClientMutant = {
  name: "never-ends",
  breaks: ["NS-29"],
  also: {
    "RC-034": "so it never closes its session",
  },
  says: "It does not end after the values that it was told to read.",
  words: (given) => given.filter((word, index) => word !== "--count" && given[index - 1] !== "--count"),
};
