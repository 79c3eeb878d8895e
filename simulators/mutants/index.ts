import { join } from "node:path";
import { foundIn } from "../../src/files";
import type { AggregationMutant } from "./aggregation/types";
import type { ClientMutant } from "./client/types";
import type { ServerMutant } from "./server/types";
import type { Mutant, RoleMutant } from "./types";

export type { AggregationMutant } from "./aggregation/types";
export type { ClientMutant } from "./client/types";
export type { ServerMutant } from "./server/types";
export type { RoleMutant } from "./types";

/** A mutant is found by its file: NAME.ts exports the one with that name. */
function mutantsIn<T extends Mutant>(folder: string): T[] {
  return foundIn(join(__dirname, folder), (value, module): value is T => {
    return typeof value === "object" && value !== null && "breaks" in value && (value as Mutant).name === module;
  });
}

export const serverMutants: readonly ServerMutant[] = mutantsIn("server");
export const clientMutants: readonly ClientMutant[] = mutantsIn("client");
export const aggregationMutants: readonly AggregationMutant[] = mutantsIn("aggregation");

/** Every mutant, with the role that it plays. */
export function allMutants(): RoleMutant[] {
  return [
    ...serverMutants.map((mutant): RoleMutant => ({ role: "server", mutant })),
    ...clientMutants.map((mutant): RoleMutant => ({ role: "client", mutant })),
    ...aggregationMutants.map((mutant): RoleMutant => ({ role: mutant.role, program: "aggregation-server", mutant })),
  ];
}
