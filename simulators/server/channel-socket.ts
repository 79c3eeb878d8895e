import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import type { ISocketLike } from "node-opcua";
import { HEADER_SIZE } from "../../src/protocol";
import { passOverAborts, unknownChunk } from "../containment";
import { closeWithFin } from "./close-socket";
import { readError } from "./first-message";
import { messageOf } from "../../src/text";

export interface ReceivedError {
  readonly code: number;
  readonly status: string;
  readonly reason: string;
}

export interface ChannelSocketListener {
  /** An Error message of the client. */
  error(error: ReceivedError): void;
  /** A frame after the Hello begins, of these three letters, and a fourth for a chunk type that there is not; false keeps it and all that follows from the channel. */
  frame(type: string): boolean;
  /** The channel threw at what it was given. */
  threw(message: string): void;
  /** The channel ends the connection without an Error message; bytes to say so, if any. */
  lastWords(): Buffer | undefined;
}

/**
 * The socket as node-opcua's secure channel sees it, from Hello on. It differs from the real one where node-opcua does:
 * - an Error message of the client is kept from it, because it would be answered with another (RC-030);
 * - the Error with which it rejects a security policy is no Error message but a secured chunk, which nobody can read (RC-043), and
 *   the connection stays open after it;
 * - where it would just close on a bad message, the client gets an Error message first (RC-036);
 * - its idle time-out is void, because it would cut an idle session;
 * - `destroy` ends with FIN after what was written, so that the client can read an Error message before the end.
 */
export class ChannelSocket extends EventEmitter implements ISocketLike {
  destroyed = false;
  /** The client sent CloseSecureChannel. */
  closeRequested = false;
  private held: Buffer = Buffer.alloc(0);
  /** Bytes of the current frame still to come. */
  private remaining = 0;
  private opaque = false;
  private helloPassed = false;
  private errorSent = false;

  constructor(
    private readonly socket: Socket,
    private readonly listener: ChannelSocketListener,
  ) {
    super();
  }

  /** Address of the client; empty when the socket is gone. */
  get remoteAddress(): string {
    return this.socket.remoteAddress ?? "";
  }
  get remotePort(): number {
    return this.socket.remotePort ?? 0;
  }
  get remoteFamily(): string {
    return this.socket.remoteFamily ?? "";
  }

  /** Starts the flow with what was read already. */
  begin(first: Buffer): void {
    passOverAborts(this.socket);
    this.socket.on("data", (chunk: Buffer) => this.receive(chunk));
    this.socket.on("end", () => {
      if (!this.destroyed) this.emit("end");
    });
    this.socket.on("error", (error) => {
      if (!this.destroyed) this.emit("error", error);
    });
    this.socket.on("close", (hadError: boolean) => this.closed(hadError));
    this.receive(first);
    this.socket.resume();
  }

  write(data: string | Buffer, callback?: (err?: Error | null) => undefined): void {
    const isError = typeof data !== "string" && data.toString("latin1", 0, 3) === "ERR";
    if (isError && !isBad(data.readUInt32LE(HEADER_SIZE))) {
      callback?.();
      this.destroy();
      return;
    }
    this.errorSent ||= isError;
    if (this.destroyed || !this.socket.writable) callback?.();
    else this.socket.write(data, (error) => callback?.(error));
  }

  end(): void {
    this.destroy();
  }

  destroy(_error?: Error): void {
    if (this.destroyed) return;
    const words = this.errorSent ? undefined : this.listener.lastWords();
    this.destroyed = true;
    if (words && this.socket.writable) this.socket.write(words);
    closeWithFin(this.socket);
    // The channel is done with it; the goodbye on the wire takes its own time.
    setImmediate(() => this.emit("close", false));
  }

  setKeepAlive(enable?: boolean, initialDelay?: number): this {
    // Whoever only switches it on must not undo the delay that the dialer has set.
    if (!enable || initialDelay) this.socket.setKeepAlive(enable, initialDelay);
    return this;
  }

  setNoDelay(noDelay?: boolean): this {
    this.socket.setNoDelay(noDelay);
    return this;
  }

  setTimeout(_timeout: number, _callback?: () => void): this {
    return this;
  }

  private closed(hadError: boolean): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit("close", hadError);
  }

  /** Passes on whole or partial frames as they come, but looks at each frame's type first. */
  private receive(chunk: Buffer): void {
    let bytes = this.held.length > 0 ? Buffer.concat([this.held, chunk]) : chunk;
    this.held = Buffer.alloc(0);
    while (bytes.length > 0 && !this.destroyed) {
      if (this.opaque || this.remaining > 0) {
        const part = this.opaque ? bytes : bytes.subarray(0, this.remaining);
        this.remaining = Math.max(0, this.remaining - part.length);
        bytes = bytes.subarray(part.length);
        if (!this.pass(part)) return;
      } else if (bytes.length < HEADER_SIZE || bytes.toString("latin1", 0, 3) === "ERR") {
        this.hold(bytes);
        return;
      } else {
        const type = bytes.toString("latin1", 0, 3);
        if (this.helloPassed && !this.listener.frame(unknownChunk(bytes) ?? type)) return;
        this.helloPassed = true;
        this.remaining = bytes.readUInt32LE(4);
        this.closeRequested ||= type === "CLO";
        // Not a frame; what to answer is the channel's business.
        this.opaque = this.remaining < HEADER_SIZE;
      }
    }
  }

  /** What the library throws ends this connection, not the process. */
  private pass(part: Buffer): boolean {
    try {
      this.emit("data", part);
      return true;
    } catch (error) {
      this.listener.threw(messageOf(error));
      return false;
    }
  }

  private hold(bytes: Buffer): void {
    const error = bytes.toString("latin1", 0, 3) === "ERR" ? readError(bytes) : undefined;
    if (error) this.listener.error(error);
    else this.held = bytes;
  }
}

/** Severity in the top two bits of a status code (Part 4, 7.39). */
function isBad(code: number): boolean {
  return code >>> 30 === 2;
}
