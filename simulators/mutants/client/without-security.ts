import type { ClientMutant } from "./types";

export const withoutSecurity: ClientMutant = {
  name: "without-security",
  breaks: ["NS-25"],
  also: {
    "NS-26": "it knows no certificate",
    "RC-050": "it checks no certificate",
    "RC-057": "it checks no certificate",
    "RC-058": "it checks no certificate",
  },
  says: "Though told to use security it opens its channel without.",
  words: (given) => given.map((word, index) => (given[index - 1] === "--security" ? "None" : word)),
};
