import type { ClientMutant } from "./types";

export const rejectsNobody: ClientMutant = {
  name: "rejects-nobody",
  breaks: ["NS-19"],
  dialect: "netstandard",
  says: "Told to reject, it accepts.",
  words: (given) => given.filter((word) => word !== "--reject"),
};
