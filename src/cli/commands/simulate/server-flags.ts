import type { ReverseConnectServer, ReverseConnectServerOptions } from "../../../../simulators/server";

/** Flags of `simulate server` as commander gives them; a configuration file has the same names. */
export interface ServerFlags {
  readonly reverseConnect?: readonly string[];
  readonly port?: string;
  readonly host?: string;
  readonly applicationUri?: string;
  readonly endpointUrl?: string;
  readonly connectInterval?: string;
  readonly connectTimeout?: string;
  readonly rejectTimeout?: string;
  readonly keepAlive?: string;
  readonly waitTimeout?: string;
  readonly jitter?: string;
  readonly seed?: string;
  readonly maxSessionCount?: string;
  readonly dialect?: string;
  readonly security?: readonly string[];
  readonly user?: readonly string[];
  readonly autoAccept?: boolean;
  readonly pki?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
  readonly nodeset?: string;
  readonly config?: string;
  readonly logLevel?: string;
  readonly logFormat?: string;
}

/** Changes what the command line makes of a server; for servers that are wrong on purpose (simulators/mutants). */
export interface ServerAdaptation {
  options?(options: ReverseConnectServerOptions): ReverseConnectServerOptions;
  /** Called before the server starts. */
  server?(server: ReverseConnectServer): void;
}
