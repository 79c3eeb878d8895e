import type { StatusName } from "../../src/protocol";
import type { Dialect } from "../../src/vocabulary";

/** One client that the server dials. Durations in ms. */
export interface ReverseClientOptions {
  /** Address on which the client listens, for example `opc.tcp://client:48060`; host name, IPv4, or IPv6 in brackets. */
  readonly endpointUrl: string;
  /** How long a waiting connection may stay unanswered before it is replaced by a new one; 0 (default) is forever (RC-029). */
  readonly timeout?: number;
  /** Sessions allowed over connections to this client; 0 (default) is unlimited, 1 keeps a single connection at a time. */
  readonly maxSessionCount?: number;
  /** False: known, but not dialed. True by default. */
  readonly enabled?: boolean;
}

/** Timing of all clients. Durations in ms. */
export interface ReverseConnectTiming {
  /** From the end of one connection to the next dial; 15000 by default. */
  readonly redial?: number;
  /** Limit of the dial, and from Hello to OpenSecureChannel; 30000 by default. */
  readonly connectTimeout?: number;
  /** Suspension after ERR BadTcpMessageTypeInvalid; 60000 by default. */
  readonly suspension?: number;
  /**
   * TCP keep-alive asks a client that is silent for so long whether it is still there, and gives the connection up when ten questions,
   * one each second, find no answer; whole seconds, 30000 by default.
   */
  readonly keepAlive?: number;
  /** Up to this much is added at random to a redial delay; a tenth of `redial` by default, 0 for none. */
  readonly jitter?: number;
}

export type { Dialect };

/** State of one client URL, as UA-.NETStandard names it, plus `waiting`. */
export type ReverseState = "closed" | "connecting" | "waiting" | "connected" | "rejected" | "errored";

/** How far a connection had come. */
export type ConnectionPhase = "connecting" | "waiting" | "hello" | "open";

/** How one connection ended. */
export type ConnectionResult =
  | { readonly kind: "dial-failed"; readonly detail: string }
  | { readonly kind: "dial-timeout"; readonly detail: string }
  /** The client's Error message (RC-030). */
  | {
      readonly kind: "error-received";
      readonly phase: ConnectionPhase;
      readonly code: number;
      readonly status: string;
      readonly reason: string;
    }
  /** The client closed the secure channel (`clo`), ended the connection (`fin`) or reset it (`rst`). */
  | { readonly kind: "closed-by-client"; readonly phase: ConnectionPhase; readonly how: "clo" | "fin" | "rst" }
  /** What the client sent instead of a good Hello, and how we answered. */
  | { readonly kind: "refused"; readonly status: StatusName; readonly detail: string }
  /** No OpenSecureChannel within `connectTimeout` after Hello, or the secure channel failed on our side. */
  | { readonly kind: "channel-failed"; readonly phase: ConnectionPhase; readonly detail: string }
  /** `timeout` of the client entry passed without a Hello. */
  | { readonly kind: "wait-expired" }
  /** We closed it: removed, disabled, out of sessions, stopped. */
  | { readonly kind: "withdrawn"; readonly detail: string };

/** A snapshot. Moments are in ms since 1970. */
export interface ReverseClientStatus {
  readonly endpointUrl: string;
  readonly enabled: boolean;
  readonly maxSessionCount: number;
  readonly timeout: number;
  readonly state: ReverseState;
  /** Connections on which a ReverseHello was sent and no Hello has come yet; 1 or 0 in the reference behaviour. */
  readonly waiting: number;
  /** Open secure channels of this client. */
  readonly channels: number;
  /** Sessions on those channels. */
  readonly sessions: number;
  readonly lastResult?: ConnectionResult;
  /** When the client last rejected us. */
  readonly rejectedAt?: number;
  readonly nextDialAt?: number;
}

export interface ReverseConnectEvents {
  /** The state of a client URL changed. */
  state: [status: ReverseClientStatus, previous: ReverseState];
  /** A connection moved on; `connection` counts per client URL from 1. */
  connection: [event: ReverseConnectionEvent];
  added: [status: ReverseClientStatus];
  removed: [endpointUrl: string];
}

export interface ReverseConnectionEvent {
  readonly endpointUrl: string;
  readonly connection: number;
  readonly phase: ConnectionPhase | "closed";
  /** With phase "closed". */
  readonly result?: ConnectionResult;
}

/** A configuration that cannot work: names the field, what was given and what is allowed. */
export class ServerConfigError extends Error {
  readonly code = "SERVER_CONFIG";
  /** Exit code of the command line (wrong configuration). */
  readonly exitCode = 2;
  constructor(
    readonly field: string,
    readonly given: unknown,
    readonly expected: string,
  ) {
    super(`${field}: expected ${expected}; got ${JSON.stringify(given) ?? String(given)}`);
    this.name = "ServerConfigError";
  }
}
