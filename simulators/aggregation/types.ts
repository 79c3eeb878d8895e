import type { IdentityOptions, ReverseConnectManagerOptions, SessionOptions } from "../client";
import type { ReverseConnectServerOptions } from "../server";

/** One server whose nodes are served. It is dialed when `endpointUrl` is given, and dials us when `reverse` is. Durations in ms. */
export interface UnderlyingServerOptions {
  /** Name of its folder; unique. */
  readonly name: string;
  /** Forward: where we dial. */
  readonly endpointUrl?: string;
  /** Reverse: which ReverseHello is its; both conditions must hold where both are given. */
  readonly reverse?: { readonly serverUri?: string; readonly endpointUrl?: string };
  /** "None" by default. */
  readonly securityMode?: SessionOptions["securityMode"];
  /** "Basic256Sha256" by default when the mode is not "None". */
  readonly securityPolicy?: SessionOptions["securityPolicy"];
  /** Anonymous by default. */
  readonly userIdentity?: SessionOptions["userIdentity"];
  /** Nodes to mirror with all that is below them; by default what is in the Objects folder, without Server. */
  readonly nodes?: readonly string[];
}

/** Durations in ms. */
export interface AggregationOptions {
  readonly underlying: readonly UnderlyingServerOptions[];
  /** The serving side: port, applicationUri, clients to dial, … */
  readonly server?: Omit<ReverseConnectServerOptions, "referenceNodes">;
  /** The port, or ports, that reverse underlying servers dial; needed when there are such. */
  readonly listen?: ReverseConnectManagerOptions["listen"];
  /** More about that port: hold time, dialect, … */
  readonly manager?: Omit<ReverseConnectManagerOptions, "listen" | "identity">;
  /** Who we are to underlying servers, and whom we trust. */
  readonly identity?: IdentityOptions;
  /** Pause after an attempt to connect that failed. 5,000. */
  readonly reconnectInterval?: number;
  /** Sampling and publishing interval of the underlying subscriptions. 250. */
  readonly samplingInterval?: number;
  /** An underlying server that answers nothing for this long has gone away. 5,000. */
  readonly keepAlive?: number;
  /** Nodes per underlying server at most; what is beyond is left out, and an event says so. 10,000. */
  readonly maxNodes?: number;
  readonly onEvent?: (event: AggregationEvent) => void;
}

export const AGGREGATION_DEFAULTS = {
  reconnectInterval: 5000,
  samplingInterval: 250,
  keepAlive: 5000,
  maxNodes: 10_000,
} as const;

export type UnderlyingState = "connecting" | "up" | "down";

export type AggregationEvent =
  | {
      readonly type: "underlying";
      readonly name: string;
      readonly state: UnderlyingState;
      /** Nodes that are served; with "up". */
      readonly nodes?: number;
      readonly detail?: string;
    }
  | { readonly type: "warning"; readonly name: string; readonly message: string };

export interface UnderlyingStatus {
  readonly name: string;
  readonly state: UnderlyingState;
  /** Nodes that are in the address space for it, also while it is down. */
  readonly nodes: number;
  /** Index of its namespace in the aggregating server. */
  readonly namespaceIndex: number;
  readonly detail?: string;
}

/** Options that cannot work: names the field, what was given and what is allowed. */
export class AggregationConfigError extends Error {
  readonly code = "AGGREGATION_CONFIG";
  /** Exit code of the command line (wrong configuration). */
  readonly exitCode = 2;
  override readonly name = "AggregationConfigError";
  constructor(
    readonly field: string,
    problem: string,
  ) {
    super(`${field}: ${problem}`);
  }
}

/** Throws AggregationConfigError. */
export function checkAggregationOptions(options: AggregationOptions): void {
  const names = new Set<string>();
  options.underlying.forEach((one, index) => {
    const at = `underlying[${index}]`;
    if (names.has(one.name))
      throw new AggregationConfigError(`${at}.name`, `expected a name that is used once; got ${quote(one.name)} again`);
    names.add(one.name);
    if ((one.endpointUrl === undefined) === (one.reverse === undefined))
      throw new AggregationConfigError(at, "expected either an endpoint URL (we dial it) or reverse (it dials us)");
    if (!one.reverse) return;
    if (one.reverse.serverUri === undefined && one.reverse.endpointUrl === undefined)
      throw new AggregationConfigError(`${at}.reverse`, "expected serverUri, endpointUrl or both");
    if (options.listen === undefined)
      throw new AggregationConfigError("listen", `expected a listening URL, since ${one.name} dials us`);
  });
}

function quote(text: string): string {
  return JSON.stringify(text);
}
