import type { ClientSession, OPCUAClient } from "node-opcua";
import type { ReverseConnectError } from "./errors";

export type SessionState = "open" | "lost" | "closed" | "failed";

export interface SessionParts {
  readonly serverUri: string;
  readonly endpointUrl: string;
  readonly session: ClientSession;
  readonly client: OPCUAClient;
  /** Ends session, secure channel and socket. */
  close(): Promise<void>;
}

/** A session over a reverse connection. After a loss it takes the server's next connection by itself (state "lost", then "open"). */
export class ReverseSession implements AsyncDisposable {
  readonly serverUri: string;
  /** Of the connection on which the session was opened. */
  readonly endpointUrl: string;
  /** node-opcua's session: read, write, browse, call, subscribe. */
  readonly session: ClientSession;
  readonly client: OPCUAClient;
  private current: SessionState = "open";
  private readonly listeners = new Set<(state: SessionState, detail?: string) => void>();
  private readonly over = Promise.withResolvers<void>();
  private ending: Promise<void> | undefined;
  private cause: ReverseConnectError | undefined;

  constructor(private readonly parts: SessionParts) {
    ({ serverUri: this.serverUri, endpointUrl: this.endpointUrl, session: this.session, client: this.client } = parts);
  }

  /** Settles when the session is closed or has failed for good; never rejects. */
  get closed(): Promise<void> {
    return this.over.promise;
  }

  get state(): SessionState {
    return this.current;
  }

  /** Why the session failed for good. */
  get failure(): ReverseConnectError | undefined {
    return this.cause;
  }

  /** Calls back at each change of state; returns the function that ends that. */
  onState(listener: (state: SessionState, detail?: string) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Closes politely; within half a second whatever the server does. */
  close(): Promise<void> {
    return this.end("closed");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** For the machinery that watches the connection: the session is over, and why. */
  fail(error: ReverseConnectError): Promise<void> {
    if (!this.ending) this.cause = error;
    return this.end("failed", error.message);
  }

  /** For the machinery that watches the connection. */
  setState(state: "open" | "lost", detail?: string): void {
    if (this.ending || this.current === state) return;
    this.change(state, detail);
  }

  private end(state: "closed" | "failed", detail?: string): Promise<void> {
    this.ending ??= this.parts.close().finally(() => {
      this.change(state, detail);
      this.over.resolve();
    });
    return this.ending;
  }

  private change(state: SessionState, detail?: string): void {
    this.current = state;
    for (const listener of [...this.listeners]) listener(state, detail);
  }
}
