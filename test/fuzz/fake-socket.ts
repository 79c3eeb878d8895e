import { EventEmitter } from "node:events";
import type { Socket } from "node:net";

/** A connection without a network: what is received is emitted, what is written is handed on. */
export class FakeSocket extends EventEmitter {
  readonly remoteAddress = "127.0.0.1";
  readonly remotePort = 1;
  readonly remoteFamily = "IPv4";
  readonly connecting = false;
  destroyed = false;
  writable = true;

  constructor(private readonly written: (bytes: Buffer) => void) {
    super();
  }

  get asSocket(): Socket {
    return this as unknown as Socket;
  }

  write(bytes: Buffer, done?: () => void): boolean {
    this.written(bytes);
    done?.();
    return true;
  }

  end(): void {
    this.destroy();
  }

  destroy(): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.writable = false;
    setImmediate(() => this.emit("close", false));
    return this;
  }

  resume(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }
}
