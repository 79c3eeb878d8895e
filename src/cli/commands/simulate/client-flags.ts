import type { ReverseConnectManagerOptions, SessionOptions } from "../../../../simulators/client";

/** Flags of `simulate client` as commander gives them. */
export interface ClientFlags {
  readonly listen?: readonly string[];
  readonly serverUri?: string;
  readonly serverUrl?: string;
  readonly security?: string;
  readonly user?: string;
  readonly read?: readonly string[];
  readonly subscribe?: readonly string[];
  readonly interval?: string;
  readonly count?: string;
  readonly timeout?: string;
  readonly holdTime?: string;
  readonly waitTimeout?: string;
  readonly firstMessageTimeout?: string;
  readonly channelTimeout?: string;
  readonly requestTimeout?: string;
  readonly keepAlive?: string;
  readonly retryDelay?: string;
  readonly maxHeld?: string;
  /** true: `--reject` without a code. */
  readonly reject?: string | boolean;
  readonly dialect?: string;
  readonly applicationUri?: string;
  readonly pki?: string;
  readonly autoAccept?: boolean;
  readonly trust?: readonly string[];
  readonly hostNameCheck?: string;
  readonly certificateCache?: string;
  readonly logLevel?: string;
  readonly logFormat?: string;
}

/** Changes what the command line makes of a client; for clients that are wrong on purpose (simulators/mutants). */
export interface ClientAdaptation {
  options?(options: ReverseConnectManagerOptions): ReverseConnectManagerOptions;
  session?(options: SessionOptions): SessionOptions;
}
