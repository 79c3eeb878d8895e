import type { AggregationOptions } from "../../aggregation";
import type { Mutant, RoleMutant } from "../types";

/** A wrong aggregation server: options that differ from what its configuration says. */
export interface AggregationMutant extends Mutant {
  /** The role of which it breaks the requirement: it is a server to the clients above it, a client to the servers below. */
  readonly role: RoleMutant["role"];
  options(given: AggregationOptions): AggregationOptions;
}
