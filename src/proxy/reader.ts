import { Socket, type OnReadOpts } from "node:net";

/** Sizes of the read buffer, in bytes: a waiting connection keeps a small one, a stream that fills it gets the next. The last is two packets of a capture. */
const SIZES = [2048, 8192, 32_768, 130_990] as const;
/** Bytes of the first read buffer of a connection that is observed: what was sent at once, and is no longer, is seen and passed on at once. */
export const FIRST_READ = SIZES[1];
/** Buffers that writes still hold and that may be used again afterwards. */
const SPARE = 4;

/**
 * Reads a socket into a buffer that is used again and again: a fresh one per read, which Node takes otherwise, costs more than the
 * rest of the proxy. What is read is valid during the call only.
 */
export class Reader {
  /** To be given to the socket. */
  readonly onread: OnReadOpts;
  /** The receiver of the bytes. */
  read: (bytes: Buffer) => void = () => undefined;
  private step: number;
  private current: Hold;
  /** The buffer that the call in progress is about. */
  private reading: Hold;
  private readonly spare: Hold[] = [];

  /** `observed`: somebody looks at each piece; buffers are larger from the start, which costs a tenth of a short connection. */
  constructor(observed: boolean) {
    this.step = observed ? SIZES.indexOf(FIRST_READ) : 0;
    this.reading = this.current = newHold(SIZES[this.step] ?? SIZES[0]);
    this.onread = {
      buffer: () => this.current.buffer,
      callback: (length) => {
        this.reading = this.current;
        const { buffer } = this.reading;
        this.read(buffer.subarray(0, length));
        if (length === buffer.length) this.grow();
        return true;
      },
    };
  }

  /** Writes bytes of the call in progress; when the socket cannot take them at once, the buffer is not read into before it has. */
  write(socket: Socket, bytes: Buffer): boolean {
    const hold = this.reading;
    hold.writes += 1;
    const more = socket.write(bytes, () => {
      hold.writes -= 1;
      const useful = hold.buffer.length === SIZES[this.step] && this.spare.length < SPARE;
      if (hold !== this.current && hold.writes === 0 && useful) this.spare.push(hold);
    });
    if (socket.writableLength > 0 && hold === this.current)
      this.current = this.spare.pop() ?? newHold(SIZES[this.step] ?? SIZES[0]);
    return more;
  }

  private grow(): void {
    if (this.step + 1 >= SIZES.length) return;
    this.step += 1;
    this.spare.length = 0;
    this.current = newHold(SIZES[this.step] ?? SIZES[0]);
  }
}

/** A read buffer, and how many writes are under way from it. */
interface Hold {
  readonly buffer: Buffer;
  writes: number;
}

function newHold(size: number): Hold {
  // Small ones come from Node's pool.
  return { buffer: size < 4096 ? Buffer.allocUnsafe(size) : Buffer.allocUnsafeSlow(size), writes: 0 };
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
