import type { Socket } from "node:net";
import { STATUS_CODES, statusCode, statusName, type StatusName } from "../../src/protocol";
import type { ServerFields } from "./server-fields";
import { ReverseConnectError } from "./errors";
import type { Refusal } from "./first-message";
import type { ReverseSession } from "./session";
import type { EndpointSummary, SessionOptions } from "./session-options";

export type ConnectionState = "waiting" | "used" | "refused" | "closed";

/** What a connection needs from its manager. */
export interface ConnectionOwner {
  refuse(connection: ReverseConnection, socket: Socket, refusal: Refusal | undefined): void;
  rejection(): Refusal | undefined;
  openSession(connection: ReverseConnection, options: SessionOptions): Promise<ReverseSession>;
  discover(connection: ReverseConnection): Promise<readonly EndpointSummary[]>;
  /** It waits no more; `state` says why. */
  left(connection: ReverseConnection): void;
}

/**
 * A server's connection on which a ReverseHello came and no Hello was sent yet (Part 6, 7.1.3: the handshake may pause here).
 * It is watched: when the server closes it, `state` turns to "closed" and nobody gets it any more.
 */
export class ReverseConnection implements ServerFields {
  private current: ConnectionState = "waiting";
  private closing: AbortController | undefined;
  private address: string | undefined;

  constructor(
    /** Number of the connection at its manager, from 1. */
    readonly id: number,
    readonly serverUri: string,
    readonly endpointUrl: string,
    /** URL on which we listen and the server dialed. */
    readonly listenUrl: string,
    private readonly socket: Socket,
    private readonly owner: ConnectionOwner,
  ) {
    this.watch();
  }

  /** Known as long as the connection is open, and behind that if it was asked for before. */
  get remoteAddress(): string {
    return (this.address ??= `${this.socket.remoteAddress ?? "?"}:${this.socket.remotePort ?? 0}`);
  }

  get state(): ConnectionState {
    return this.current;
  }

  /** Aborted when the connection stops waiting: used, refused, or closed by the server. */
  get left(): AbortSignal {
    this.closing ??= new AbortController();
    if (this.current !== "waiting") this.closing.abort(LEFT);
    return this.closing.signal;
  }

  /** Sends an Error message with a status code of one's choice and closes. A connection that is not waiting is left alone. */
  reject(code?: StatusName | number, reason = "rejected by the application"): void {
    const refusal = code === undefined ? this.owner.rejection() : { code: toCode(code), reason };
    this.refuse(refusal);
  }

  /** Closes with this Error message, or with none. */
  refuse(refusal: Refusal | undefined): void {
    if (!this.leave("refused")) return;
    this.owner.refuse(this, this.socket, refusal);
  }

  /**
   * Opens a session over this connection in one call; with security and no cached certificate it is first used for
   * GetEndpoints, and the session comes over the server's next one. Errors: ReverseConnectError.
   */
  createSession(options: SessionOptions = {}): Promise<ReverseSession> {
    return this.owner.openSession(this, options);
  }

  /** Uses the connection for GetEndpoints without security, and closes it. */
  getEndpoints(): Promise<readonly EndpointSummary[]> {
    return this.owner.discover(this);
  }

  /** Hands the socket over, paused and without our listeners. Throws CONNECTION_CLOSED or CONNECTION_USED. */
  takeSocket(): Socket {
    if (!this.leave("used")) {
      throw this.current === "closed"
        ? new ReverseConnectError(
            "CONNECTION_CLOSED",
            `connection #${this.id} of ${this.serverUri}: the server closed it before it was used`,
          )
        : new ReverseConnectError("CONNECTION_USED", `connection #${this.id} of ${this.serverUri} is already ${this.current}`);
    }
    this.socket.pause();
    return this.socket;
  }

  private leave(state: ConnectionState): boolean {
    if (this.current !== "waiting") return false;
    this.current = state;
    const { socket } = this;
    socket.off("data", this.onData);
    socket.off("end", this.onEnd);
    socket.off("close", this.onEnd);
    this.owner.left(this);
    this.closing?.abort(LEFT);
    return true;
  }

  /** The socket flows while it waits: only a socket that is read tells that its peer has closed. */
  private watch(): void {
    const { socket } = this;
    socket.on("data", this.onData);
    socket.on("end", this.onEnd);
    socket.on("close", this.onEnd);
    if (socket.destroyed) this.onEnd();
    else socket.resume();
  }

  private readonly onData = (): void =>
    this.refuse({ code: STATUS_CODES.BadTcpMessageTypeInvalid, reason: "a second message before our Hello" });

  private readonly onEnd = (): void => {
    if (this.leave("closed")) this.socket.destroy();
  };
}

/** Made once: an error of its own for each would cost more than all the rest. */
const LEFT = new ReverseConnectError("CONNECTION_CLOSED", "the connection waits no more");

function toCode(code: StatusName | number): number {
  if (typeof code === "number") return code;
  const known = statusCode(code);
  if (known === undefined) throw new TypeError(`status code ${statusName(0)}: ${code} is not known`);
  return known;
}
