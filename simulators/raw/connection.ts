import type { Socket } from "node:net";
import { decodeMessage, FrameSplitter, type Message, type MessageType } from "../../src/protocol";
import { resetSocket } from "../../src/sockets";
import { Bell } from "../../src/waiting";

/** A raw peer awaited a message in vain. */
class RawPeerError extends Error {
  readonly code = "RAW_PEER";
  override readonly name = "RawPeerError";
}

/**
 * Our end of one TCP connection: sends any bytes, right or wrong, and reads what the peer says with the suite's own codec.
 * It never answers by itself and never judges; judging is done on the trace.
 */
export class RawConnection {
  readonly received: Message[] = [];
  /** True once the peer has closed its half or the socket is gone. */
  ended = false;
  /** Port of the peer; stays known when the socket is gone. */
  readonly remotePort: number;
  private readonly splitter = new FrameSplitter();
  private readonly bell = new Bell();
  private readonly onData = (chunk: Buffer) => this.read(chunk);

  constructor(
    readonly socket: Socket,
    /** Number on its listener or dialer, from 1. */
    readonly number: number,
  ) {
    this.remotePort = socket.remotePort ?? 0;
    socket.setNoDelay(true);
    socket.on("data", this.onData);
    socket.on("error", () => undefined);
    for (const event of ["end", "close"] as const) socket.on(event, () => this.finish());
  }

  get open(): boolean {
    return !this.ended && !this.socket.destroyed;
  }

  last(type: MessageType): Message | undefined {
    return this.received.findLast((message) => message.type === type);
  }

  /** The first message of a type that has come or comes within `within` ms. */
  async message<T extends MessageType>(type: T, within: number): Promise<Extract<Message, { type: T }>> {
    const find = () => this.received.find((message): message is Extract<Message, { type: T }> => message.type === type);
    await this.bell.until(() => find() !== undefined || this.ended, within);
    const message = find();
    if (!message)
      throw new RawPeerError(
        `expected ${type} on connection ${this.number} within ${within} ms; ${this.ended ? "the peer closed" : "it did not come"}`,
      );
    return message;
  }

  /** Resolves when the peer has closed, or after `within` ms; tells which. */
  async closed(within: number): Promise<boolean> {
    await this.bell.until(() => this.ended, within);
    return this.ended;
  }

  /** Resolves when the bytes are with the kernel. A peer that is gone is no error here. */
  async send(bytes: Buffer): Promise<void> {
    if (!this.socket.writable) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.socket.write(bytes, () => resolve());
    await promise;
  }

  end(): void {
    this.socket.end();
  }

  /** RST instead of FIN. */
  reset(): void {
    resetSocket(this.socket);
  }

  /** Gives the socket away, paused and without our listeners, for a real stack to go on with it. */
  detach(): Socket {
    this.socket.pause();
    this.socket.off("data", this.onData);
    const unread = this.splitter.pending;
    if (unread.length > 0) this.socket.unshift(unread);
    return this.socket;
  }

  private read(chunk: Buffer): void {
    for (const item of this.splitter.push(chunk)) {
      if (item.kind !== "frame") continue;
      try {
        this.received.push(decodeMessage(item.bytes));
      } catch {
        // Undecodable frames are in the trace, where they are judged.
      }
    }
    this.bell.ring();
  }

  private finish(): void {
    this.ended = true;
    this.bell.ring();
  }
}
