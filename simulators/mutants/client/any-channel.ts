import type { ClientMutant } from "./types";

export const anyChannel: ClientMutant = {
  name: "any-channel",
  breaks: ["RC-026"],
  warns: ["RC-026"],
  says: "It takes messages with the id of another channel.",
  behaviour: () => ({ isOwnChannel: () => true }),
};
