import type { Socket } from "node:net";

/** What happens at the client, for logs and traces. `connection` is the number of the connection at its manager. */
export type ClientEvent =
  | { readonly type: "listening"; readonly url: string }
  | AcceptedEvent
  | { readonly type: "reverse-hello"; readonly connection: number; readonly serverUri: string; readonly endpointUrl: string }
  | { readonly type: "held"; readonly connection: number; readonly serverUri: string }
  | { readonly type: "delivered"; readonly connection: number; readonly serverUri: string; readonly to: string }
  | { readonly type: "refused"; readonly connection: number; readonly code: string; readonly reason: string }
  | { readonly type: "dropped"; readonly connection: number; readonly reason: string }
  | { readonly type: "listener-error"; readonly message: string }
  | { readonly type: "certificate-fetched"; readonly serverUri: string; readonly thumbprint: string; readonly changed: boolean }
  | { readonly type: "host-name-mismatch"; readonly serverUri: string; readonly message: string }
  | {
      readonly type: "session";
      readonly serverUri: string;
      readonly state: "opening" | "open" | "lost" | "recovered" | "closed" | "failed";
      readonly detail?: string;
    };

export type ClientEventListener = (event: ClientEvent) => void;

/**
 * Where a peer is is asked of the system only for who wants to know: that takes as long as all the rest of an accept. So `from` is no property
 * of its own: who copies the event has to read it.
 */
export class AcceptedEvent {
  readonly type = "accepted";
  readonly #socket: Socket;

  constructor(
    readonly connection: number,
    socket: Socket,
    readonly listenUrl: string,
  ) {
    this.#socket = socket;
  }

  get from(): string {
    return `${this.#socket.remoteAddress}:${this.#socket.remotePort}`;
  }
}
