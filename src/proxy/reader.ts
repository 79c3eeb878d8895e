import { Socket, type OnReadOpts } from "node:net";

/** Sizes of the read buffer, in bytes: a waiting connection keeps a small one, a stream that fills it gets the next. */
const SIZES = [2048, 8192, 32_768, 131_072] as const;
/** Buffers that writes still hold and that may be used again afterwards. */
const SPARE = 4;

/**
 * Reads a socket into a buffer that is used again and again: a fresh one per read, which Node takes otherwise, costs more than the
 * rest of the proxy. What is read is valid during the call only.
 */
export class Reader {
  /** To be given to the socket. */
  readonly onread: OnReadOpts;
  private step = 0;
  private buffer: Buffer = Buffer.allocUnsafeSlow(SIZES[0]);
  private readonly spare: Buffer[] = [];
  /** Who gets the bytes. */
  read: (bytes: Buffer) => void = () => undefined;

  constructor() {
    this.onread = {
      buffer: () => this.buffer,
      callback: (length) => {
        const { buffer } = this;
        this.read(buffer.subarray(0, length));
        if (length === buffer.length) this.grow();
        return true;
      },
    };
  }

  /** Hands the bytes of this call to a write that may need them longer. */
  write(socket: Socket, bytes: Buffer): boolean {
    const { buffer } = this;
    let busy = false;
    const more = socket.write(bytes, () => {
      if (busy && buffer.length === SIZES[this.step] && this.spare.length < SPARE) this.spare.push(buffer);
    });
    busy = socket.writableLength > 0;
    if (busy) this.buffer = this.spare.pop() ?? Buffer.allocUnsafeSlow(SIZES[this.step] ?? SIZES[0]);
    return more;
  }

  private grow(): void {
    if (this.step + 1 >= SIZES.length) return;
    this.step += 1;
    this.spare.length = 0;
    this.buffer = Buffer.allocUnsafeSlow(SIZES[this.step] ?? SIZES[0]);
  }
}

/** What Node keeps under a socket; not in its types. */
type Handled = Socket & { _handle?: object | null };

/**
 * The same connection as a socket with a reader. Node offers `onread` for sockets that dial only; where its inside has changed, the
 * socket stays as it is and its data comes by events.
 */
export function withReader(accepted: Socket, reader: Reader): Socket {
  const handle = (accepted as Handled)._handle;
  if (!handle || typeof (handle as { useUserBuffer?: unknown }).useUserBuffer !== "function") {
    accepted.on("data", (bytes: Buffer) => reader.read(bytes));
    return accepted;
  }
  (accepted as Handled)._handle = null;
  const options = { handle, allowHalfOpen: true, pauseOnCreate: true, onread: reader.onread };
  const socket = new Socket(options as ConstructorParameters<typeof Socket>[0]);
  socket.pause();
  return socket;
}
