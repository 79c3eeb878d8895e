import type { MessageSecurityMode, SecurityPolicy } from "node-opcua";
import type { StatusName } from "../../src/protocol";
import type { Dialect, FleetKindName } from "../../src/vocabulary";
import type { ReverseConnectTiming } from "../server";

/** This many servers of one kind. Durations in ms. */
export interface FleetGroup {
  readonly kind: FleetKindName;
  readonly count: number;
  /** How late a slow one is; 1000 by default. */
  readonly delay?: number;
  /** After how long a flapping one drops its waiting connection; 1000 by default. */
  readonly period?: number;
  /** What a rejecting one says; BadTcpEndpointUrlInvalid by default. */
  readonly code?: StatusName;
}

/** One part of a fleet that is split over machines: `index` of `of`, from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export interface FleetSecurity {
  readonly policy: SecurityPolicy;
  readonly mode: MessageSecurityMode;
}

export interface FleetOptions extends ReverseConnectTiming {
  readonly groups: readonly FleetGroup[];
  /** Clients that every server dials. */
  readonly clients: readonly string[];
  readonly dialect?: Dialect;
  /** ServerUri of each, with `{n}` for its number from 1. */
  readonly applicationUri?: string;
  /** EndpointUrl of each, with `{n}`. */
  readonly endpointUrl?: string;
  /** None alone by default. */
  readonly security?: readonly FleetSecurity[];
  /** Certificates and their key; needed by a policy that is not None. */
  readonly identity?: FleetIdentity;
  /** Sessions over connections to one client; 0 (default) is unlimited. */
  readonly maxSessionCount?: number;
  /** Lifetime of a token of a secure channel, in ms; 600,000 by default. The client renews it. */
  readonly tokenLifetime?: number;
  readonly shard?: Shard;
  /** Source of the jitter, 0 to 1. */
  readonly random?: () => number;
}

/** What the servers of a fleet sign with. All have one key, since making 10,000 takes an hour. */
export interface FleetIdentity {
  /** PEM. */
  readonly privateKey: string;
  /** DER of the certificate of one server; asked for once, when a client first asks for it. */
  certificate(server: { readonly applicationUri: string; readonly host: string; readonly trusted: boolean }): Buffer;
}

/** What a fleet has done since it started. */
export interface FleetTotals {
  readonly dials: number;
  /** Dials that found nobody. */
  readonly failedDials: number;
  /** The same by the code of the system, for example ECONNREFUSED; ETIMEDOUT for those that our own limit ended. */
  readonly failures: Readonly<Record<string, number>>;
  /** TCP connections on which the ReverseHello was said. */
  readonly accepted: number;
  /** Secure channels opened. */
  readonly channels: number;
  /** Sessions activated, also again over a new connection. */
  readonly sessions: number;
  readonly requests: number;
  /** Notifications of values that changed. */
  readonly notifications: number;
  /** Error messages of clients, by status code. */
  readonly errors: Readonly<Record<string, number>>;
}

/** What a fleet is at this moment. */
export interface FleetState {
  readonly servers: number;
  /** Servers that are to be served: of kind good. */
  readonly good: number;
  /** Of these, with a waiting connection now. */
  readonly waiting: number;
  /** Of these, with a waiting connection or more since the last mark. */
  readonly arrived: number;
  /** Of these, with a session now. */
  readonly inSession: number;
  /** Of these, with a session that was activated since the last mark. */
  readonly served: number;
  /** Connections, of all kinds. */
  readonly connections: number;
}
