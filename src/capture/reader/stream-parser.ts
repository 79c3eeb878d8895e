import {
  decodeMessage,
  FrameSplitter,
  HEADER_SIZE,
  MalformedFrameError,
  MESSAGE_TYPES,
  type Message,
  type StreamItem,
} from "../../protocol";
import type { Room } from "./room";
import type { Said } from "./said";

const HEADER = new RegExp(`(?:${MESSAGE_TYPES.join("|")})[FCA]`, "g");
/** Of a larger message its front is read only: that tells all that anybody asks of it. OPN carries certificates. */
const FRONT = { MSG: 4096, other: 64 * 1024 };
/** Stands for bytes that were not captured. */
const ZEROS = Buffer.alloc(4096);
/** Larger messages are not believed when looking for the next message after a hole. */
const PLAUSIBLE_SIZE = 16 * 1024 * 1024;

/** Offset of something that looks like a message header, or -1. */
function findHeader(bytes: Buffer, from = 0): number {
  const text = bytes.toString("latin1");
  HEADER.lastIndex = from;
  for (let match = HEADER.exec(text); match; match = HEADER.exec(text)) {
    if (match.index + HEADER_SIZE > bytes.length) return match.index;
    const size = bytes.readUInt32LE(match.index + 4);
    if (size >= HEADER_SIZE && size <= PLAUSIBLE_SIZE) return match.index;
  }
  return -1;
}

/** Cuts a captured byte stream into messages and finds its way again after a hole. */
export class StreamParser {
  private splitter = new FrameSplitter();
  private searching: boolean;
  /** Bytes of the message that is being read that were not captured. */
  private filled = 0;
  private foreign = 0;
  /** Bytes that were handed in or told as lost, and those before the splitter's first. */
  private position = 0;
  private base = 0;
  /** A large message of which the rest is still to come. */
  private large: { readonly front: Buffer; readonly size: number; left: number } | undefined;

  /** A stream whose beginning was not captured starts by searching. */
  constructor(
    fromStart: boolean,
    private readonly room: Room,
  ) {
    this.searching = !fromStart;
  }

  /** True when what was said so far is the beginning of a message. */
  get looksRight(): boolean {
    if (this.large) return true;
    const pending = this.splitter.pending;
    return pending.length >= 4 && findHeader(pending) === 0;
  }

  data(bytes: Buffer, t: number): Said[] {
    if (!this.searching) return this.feed(bytes, t);
    const at = findHeader(bytes);
    this.base = this.position + Math.max(0, at);
    if (at < 0) {
      this.position += bytes.length;
      return [];
    }
    this.position += at;
    this.searching = false;
    return this.feed(bytes.subarray(at), t);
  }

  /** A hole inside one message is filled with zeros, as its header says where it ends; a longer one makes the parser search. */
  lost(bytes: number, t: number): Said[] {
    if (this.large && bytes <= this.large.left) {
      this.filled += bytes;
      return this.pass(this.large, bytes, t);
    }
    this.large = undefined;
    const pending = this.splitter.pending;
    const left = pending.length >= HEADER_SIZE ? pending.readUInt32LE(4) - pending.length : 0;
    if (bytes <= left) {
      this.filled += bytes;
      return this.fill(bytes, t);
    }
    this.position += bytes;
    this.splitter = new FrameSplitter();
    this.searching = true;
    this.filled = 0;
    return [{ kind: "lost", t, bytes }];
  }

  end(t: number): Said[] {
    const { pending } = this.splitter;
    const { front, size, left } = this.large ?? { front: pending, size: pending.length, left: 0 };
    const type = front.toString("latin1", 0, 3);
    return size > left ? [{ kind: "partial", t, bytes: size - left, type }] : [];
  }

  /** Piece by piece: a broken capture may state 16 MB, of which the front is read only. */
  private fill(bytes: number, t: number): Said[] {
    const said: Said[] = [];
    for (let rest = bytes; rest > 0; rest -= ZEROS.length) said.push(...this.feed(ZEROS.subarray(0, rest), t));
    return said;
  }

  private feed(bytes: Buffer, t: number): Said[] {
    if (this.large) {
      const more = bytes.subarray(Math.min(bytes.length, this.large.left));
      const said = this.pass(this.large, bytes.length - more.length, t);
      return more.length > 0 ? [...said, ...this.feed(more, t)] : said;
    }
    this.position += bytes.length;
    const said = this.splitter.push(bytes).flatMap((item) => this.read(item, t));
    this.splitter.detach();
    if (!this.room.whole) this.cutLarge();
    return said;
  }

  private cutLarge(): void {
    if (this.splitter.buffered < FRONT.MSG) return;
    const { pending } = this.splitter;
    const limit = pending.toString("latin1", 0, 3) === "MSG" ? FRONT.MSG : FRONT.other;
    if (pending.length < limit) return;
    const size = pending.readUInt32LE(4);
    this.large = { front: Buffer.from(pending.subarray(0, limit)), size, left: size - pending.length };
    this.splitter = new FrameSplitter();
    this.base = this.position + this.large.left;
  }

  /** The next bytes of a large message; behind the last one it is told. */
  private pass(large: NonNullable<StreamParser["large"]>, bytes: number, t: number): Said[] {
    this.position += bytes;
    large.left -= bytes;
    if (large.left > 0) return [];
    this.large = undefined;
    const { front, size } = large;
    front.writeUInt32LE(front.length, 4);
    return this.decode({ bytes: front, offset: -size }, t, (message) => ({ ...message, size }), this.base);
  }

  private read(item: StreamItem, t: number): Said[] {
    if (item.kind !== "frame") return this.readForeign(item, t, item.kind === "malformed" ? item.error.message : "");
    return this.decode(item, t, (message) => message, this.base + item.offset + item.bytes.length);
  }

  private decode(
    item: Pick<StreamItem, "bytes" | "offset">,
    t: number,
    finish: (message: Message) => Message,
    end: number,
  ): Said[] {
    const { filled } = this;
    this.filled = 0;
    try {
      // A MSG chunk is looked at and let go.
      const bytes = item.bytes.toString("latin1", 0, 3) === "MSG" ? item.bytes : this.room.keep(item.bytes);
      return [{ kind: "message", t, message: finish(decodeMessage(bytes)), incomplete: filled > 0, end }];
    } catch (error) {
      if (!(error instanceof MalformedFrameError)) throw error;
      // What was not captured cannot be read: nobody has sent zeros.
      if (filled > 0) return [{ kind: "lost", t, bytes: filled }];
      return this.readForeign(item, t, error.message);
    }
  }

  /** Only the first foreign bytes are told: what follows in the stream is the same. */
  private readForeign({ bytes, offset }: Pick<StreamItem, "bytes" | "offset">, t: number, error: string): Said[] {
    this.foreign += bytes.length;
    if (this.foreign > bytes.length) return [];
    const preview = bytes.toString("latin1", 0, 24);
    return [{ kind: "foreign", t, bytes: bytes.length, preview, offset: this.base + offset, error }];
  }
}
