import { clientMutants } from "./client";
import { serverMutants } from "./server";
import type { RoleMutant } from "./types";

export { clientMutants, type ClientMutant } from "./client";
export { serverMutants, type ServerMutant } from "./server";
export type { Mutant, RoleMutant } from "./types";

/** Every mutant, with the role that it plays. */
export function allMutants(): RoleMutant[] {
  return [
    ...serverMutants.map((mutant): RoleMutant => ({ role: "server", mutant })),
    ...clientMutants.map((mutant): RoleMutant => ({ role: "client", mutant })),
  ];
}
