import type { ClientSession } from "node-opcua";

/** A session on an underlying server, however it came about. */
export interface Upstream {
  readonly session: ClientSession;
  /** Settles, with the reason, when the connection is lost; never rejects. */
  readonly lost: Promise<string>;
  /** Ends within half a second whatever the server does. */
  close(): Promise<void>;
}

/** How one underlying server is reached. */
export interface Connector {
  /** A new session; waits for the server where it is the one to dial. Rejects when the attempt failed or the signal aborts. */
  connect(signal: AbortSignal): Promise<Upstream>;
  /** Takes back registrations and parked connections. */
  stop(): void;
}

/** The server forgets a session that we lost after this time, in ms. */
export const SESSION_TIMEOUT = 30_000;
