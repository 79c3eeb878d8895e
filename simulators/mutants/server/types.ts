import type { ReverseConnectServer, ReverseConnectServerOptions, ServerBehaviour } from "../../server";
import type { Mutant } from "../types";

/** A wrong server. One instance of the reference is changed; what it remembers belongs to that instance. */
export interface ServerMutant extends Mutant {
  /** Decisions that differ from the reference. */
  behaviour?(): Partial<ServerBehaviour>;
  /** Options that differ from what the command line says. */
  options?(given: ReverseConnectServerOptions): ReverseConnectServerOptions;
  /** Acts on the server before it starts. */
  server?(server: ReverseConnectServer): void;
}
