import type { AggregationOptions } from "../../../../simulators/aggregation";
import type { ReverseConnectManagerOptions, SessionOptions } from "../../../../simulators/client";
import type { PeerKind } from "../../../../simulators/peers/types";
import type {
  ReverseClientOptions,
  ReverseConnectServer,
  ReverseConnectServerOptions,
  ReverseConnectTiming,
} from "../../../../simulators/server";
import type { Dialect } from "../../../vocabulary";
import type { FleetChoices } from "../../fleet-profile";
import type { GivenUser } from "./password";
import type { LogFlags } from "./logger";
import type { SecurityChoice } from "./values";

/** What `simulate server` was told; durations in ms. */
export interface ServerFlags extends ReverseConnectTiming, LogFlags {
  readonly reverseConnect: readonly ReverseClientOptions[];
  readonly port: number;
  readonly host: string;
  readonly applicationUri?: string;
  readonly endpointUrl?: string;
  readonly waitTimeout: number;
  readonly seed?: number;
  readonly maxSessionCount: number;
  readonly dialect: Dialect;
  readonly security: readonly SecurityChoice[];
  readonly user: readonly GivenUser[];
  readonly passwordFile?: string;
  readonly autoAccept: boolean;
  readonly allowShortKeys: boolean;
  readonly allowSha1: boolean;
  readonly pki?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
  readonly nodeset: "mini" | "standard";
  readonly config?: string;
}

/** Changes what the command line makes of a server; for servers that are wrong on purpose (simulators/mutants). */
export interface ServerAdaptation {
  options?(options: ReverseConnectServerOptions): ReverseConnectServerOptions;
  /** Called before the server starts. */
  server?(server: ReverseConnectServer): void;
}

type ManagerFlag = "listen" | "holdTime" | "waitTimeout" | "firstMessageTimeout" | "keepAlive" | "maxHeld" | "dialect";

/** What `simulate client` was told; durations in ms. */
export interface ClientFlags
  extends
    LogFlags,
    Pick<ReverseConnectManagerOptions, ManagerFlag>,
    Pick<SessionOptions, "channelTimeout" | "requestTimeout" | "hostNameCheck"> {
  readonly serverUri?: string;
  readonly serverUrl?: string;
  readonly security?: SecurityChoice;
  readonly user?: GivenUser;
  readonly passwordFile?: string;
  readonly read?: readonly string[];
  readonly subscribe: readonly string[];
  readonly interval: number;
  readonly count?: number;
  /** 0: none. */
  readonly timeout: number;
  readonly retryDelay: number;
  /** true: `--reject` without a code. */
  readonly reject?: number | true;
  readonly applicationUri?: string;
  readonly pki?: string;
  readonly autoAccept?: boolean;
  readonly allowShortKeys: boolean;
  readonly allowSha1: boolean;
  readonly trust: readonly string[];
  readonly certificateCache?: string;
}

/** What `simulate clients` was told: `count` is how many there are. */
export interface ClientsFlags extends Omit<ClientFlags, "timeout" | "count"> {
  readonly count: number;
  readonly duration?: number;
}

/** Changes what the command line makes of a client; for clients that are wrong on purpose (simulators/mutants). */
export interface ClientAdaptation {
  options?(options: ReverseConnectManagerOptions): ReverseConnectManagerOptions;
  session?(options: SessionOptions): SessionOptions;
}

/** What `simulate rejecting-client` and `simulate non-upgraded-peer` were told. */
export interface PeerFlags extends LogFlags {
  readonly listen: readonly string[];
  readonly kind: PeerKind;
  readonly code?: number;
  readonly reason?: string;
  readonly serverUri?: readonly string[];
  readonly serverUrl?: readonly string[];
  readonly times?: number;
  readonly pki?: string;
}

/** What `simulate aggregation-server` was told. */
export interface AggregationServerFlags extends LogFlags {
  readonly config: string;
}

/** Changes what the configuration makes of a server; for servers that are wrong on purpose (simulators/mutants). */
export interface AggregationAdaptation {
  options(options: AggregationOptions): AggregationOptions;
}

/** What `simulate fleet` was told; durations in ms. */
export interface FleetFlags extends FleetChoices, LogFlags {
  readonly reverseConnect: readonly string[];
  readonly servers?: number;
  readonly profile?: string;
  readonly shard?: { readonly index: number; readonly of: number };
  readonly processes: number;
  readonly duration?: number;
}
