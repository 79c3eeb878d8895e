import type { LinkObserver } from "../../src/trace";

/** Clients that do not want their servers. */
export const REJECTING_KINDS = ["error", "silent", "close", "close-at-accept", "reset", "reset-at-accept", "acknowledge"] as const;

/**
 * What may listen on a client's URL and does not know ReverseHello:
 * - `error-at-once`: a stack that answers BadTcpMessageTypeInvalid and closes, as UA-.NETStandard and open62541 do;
 * - `opcua-server`: a plain node-opcua server, which answers BadCommunicationError after a second;
 * - `other-protocol`: not OPC UA at all (a web server).
 */
export const NON_UPGRADED_KINDS = ["error-at-once", "opcua-server", "other-protocol"] as const;
export type NonUpgradedKind = (typeof NON_UPGRADED_KINDS)[number];
export type PeerKind = (typeof REJECTING_KINDS)[number] | NonUpgradedKind;

/** Which servers a peer turns on; all without a condition. */
export interface ServerChoice {
  readonly serverUri?: string;
  readonly endpointUrl?: string;
}

export interface PeerOptions {
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** 0 (default) takes a free one. */
  readonly port?: number;
  /** Gets connections and bytes, where no proxy on the way reports them. */
  readonly observer?: LinkObserver;
  readonly onEvent?: (event: PeerEvent) => void;
  /** Of kind `error`: the status code; BadTcpMessageTypeInvalid by default. */
  readonly code?: number;
  readonly reason?: string;
  /** Of kind `error`: servers that are not chosen are left waiting. */
  readonly servers?: readonly ServerChoice[];
  /** Of kind `error`: rejections; later connections are left waiting. Without it, all. */
  readonly times?: number;
  /** Of kind `opcua-server`: certificate folder; made on first use. */
  readonly pki?: string;
}

/** What happens at a peer. `connection` counts from 1. */
export type PeerEvent =
  | { readonly type: "accepted"; readonly connection: number; readonly from: string }
  | { readonly type: "reverse-hello"; readonly connection: number; readonly serverUri: string; readonly endpointUrl: string }
  | { readonly type: "answered"; readonly connection: number; readonly what: string }
  | { readonly type: "closed"; readonly connection: number };

export interface StartedPeer extends AsyncDisposable {
  readonly port: number;
  /** What a server dials: opc.tcp://HOST:PORT. */
  readonly url: string;
  /** Ends at once, with all connections; twice is fine. */
  stop(): Promise<void>;
}
