import type { Socket } from "node:net";
import { after } from "../../src/waiting";
import type { FirstMessage, Refusal } from "./first-message";
import type { ServerFields } from "./server-fields";

/** What all arrivals of a manager share. Of the last four exactly one is called for each arrival, once. */
export interface Reception {
  read(bytes: Buffer): FirstMessage;
  greeted(arrival: Arrival, server: ServerFields): void;
  refused(arrival: Arrival, refusal: Refusal): void;
  timedOut(arrival: Arrival): void;
  /** The peer closed. */
  gone(arrival: Arrival, reason: string): void;
}

/** Made once: thousands come in a second. What is made for each of them below is as little as that. */
const NOTHING: Buffer = Buffer.alloc(0);

/**
 * A connection that was accepted and has not said its ReverseHello. Once that is known, or who it is will never be known, the socket has no
 * listener of ours but the one that keeps a socket error from ending the process.
 */
export class Arrival {
  /** By performance.now(). */
  readonly since = performance.now();
  private received = NOTHING;
  private isOver = false;
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(
    /** Number of the connection at its manager, from 1. */
    readonly id: number,
    readonly socket: Socket,
    readonly listenUrl: string,
    /** ms; Infinity for none. */
    timeout: number,
    private readonly reception: Reception,
  ) {
    this.timer = after(timeout, this.onTimeout);
    socket.on("data", this.onData);
    socket.on("end", this.onEnd);
    socket.on("close", this.onEnd);
  }

  /** Stops reading; false: that was over. */
  leave(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    clearTimeout(this.timer);
    const { socket } = this;
    socket.off("data", this.onData);
    socket.off("end", this.onEnd);
    socket.off("close", this.onEnd);
    return true;
  }

  private readonly onData = (chunk: Buffer): void => {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const first = this.reception.read(this.received);
    if (first.kind === "incomplete" || !this.leave()) return;
    if (first.kind === "close") this.reception.gone(this, first.reason);
    else if (first.kind === "refuse") this.reception.refused(this, first.refusal);
    else this.reception.greeted(this, first);
  };

  private readonly onEnd = (): void => {
    if (this.leave()) this.reception.gone(this, "the server closed before its ReverseHello was whole");
  };

  private readonly onTimeout = (): void => {
    if (this.leave()) this.reception.timedOut(this);
  };
}
