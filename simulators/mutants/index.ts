import { serverMutants } from "./server";
import type { RoleMutant } from "./types";

export { serverMutants, type ServerMutant } from "./server";
export type { Mutant, RoleMutant } from "./types";

/** Every mutant, with the role that it plays. */
export function allMutants(): RoleMutant[] {
  return serverMutants.map((mutant) => ({ role: "server", mutant }));
}
