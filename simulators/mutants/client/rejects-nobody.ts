import type { ClientMutant } from "./types";

export const rejectsNobody: ClientMutant = {
  name: "rejects-nobody",
  breaks: ["NS-19"],
  also: {
    "NS-24": "the rejected server gets Hello",
  },
  says: "Told to reject, it accepts.",
  words: (given) => given.filter((word) => word !== "--reject"),
};
