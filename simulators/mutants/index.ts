import { aggregationMutants } from "./aggregation";
import { clientMutants } from "./client";
import { serverMutants } from "./server";
import type { RoleMutant } from "./types";

export { aggregationMutants, type AggregationMutant } from "./aggregation";
export { clientMutants, type ClientMutant } from "./client";
export { serverMutants, type ServerMutant } from "./server";
export type { Mutant, RoleMutant } from "./types";

/** Every mutant, with the role that it plays. */
export function allMutants(): RoleMutant[] {
  return [
    ...serverMutants.map((mutant): RoleMutant => ({ role: "server", mutant })),
    ...clientMutants.map((mutant): RoleMutant => ({ role: "client", mutant })),
    ...aggregationMutants.map((mutant): RoleMutant => ({ role: mutant.role, program: "aggregation-server", mutant })),
  ];
}
