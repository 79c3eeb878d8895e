import { deafAfter } from "./deaf-after";
import type { ClientMutant } from "./types";

export const offendedByOtherVersion: ClientMutant = {
  name: "offended-by-other-version",
  breaks: ["RC-042"],
  says: "After an Acknowledge with another protocol version than 0 it ignores every Acknowledge, from any server.",
  behaviour: () => deafAfter(({ protocolVersion }) => protocolVersion !== 0),
};
