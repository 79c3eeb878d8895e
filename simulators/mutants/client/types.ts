import type { ClientBehaviour, ReverseConnectManagerOptions, SessionOptions } from "../../client";
import type { Mutant } from "../types";

/** A wrong client. What it remembers belongs to one instance. */
export interface ClientMutant extends Mutant {
  /** Decisions that differ from the reference. */
  behaviour?(): Partial<ClientBehaviour>;
  /** Options that differ from what the command line says. */
  options?(given: ReverseConnectManagerOptions): ReverseConnectManagerOptions;
  /** Options of its sessions that differ. */
  session?(given: SessionOptions): SessionOptions;
  /** The command line that it takes for the one that it was given. */
  words?(given: readonly string[]): readonly string[];
}
