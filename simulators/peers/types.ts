import type { LinkObserver } from "../../src/trace";

export interface PeerOptions {
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** 0 (default) takes a free one. */
  readonly port?: number;
  /** Gets connections and bytes, where no proxy on the way reports them. */
  readonly observer?: LinkObserver;
  /** Name of the link at the observer; the peer's name by default. */
  readonly link?: string;
  readonly onEvent?: (event: PeerEvent) => void;
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
  /** Connections accepted so far. */
  readonly accepted: number;
  /** Ends at once, with all connections; twice is fine. */
  stop(): Promise<void>;
}
