import {
  decodeMessage,
  FrameSplitter,
  HEADER_SIZE,
  MalformedFrameError,
  MESSAGE_TYPES,
  type Message,
  type StreamItem,
} from "../../protocol";

/** What one direction said. */
export type Said =
  | {
      readonly kind: "message";
      readonly t: number;
      readonly message: Message;
      readonly incomplete: boolean;
      /** Position behind its last byte in the stream, in bytes. */
      readonly end: number;
    }
  | {
      readonly kind: "foreign";
      readonly t: number;
      readonly bytes: number;
      readonly preview: string;
      /** Position in the stream, and why they are no message. */
      readonly offset: number;
      readonly error: string;
    }
  | { readonly kind: "lost"; readonly t: number; readonly bytes: number }
  | { readonly kind: "partial"; readonly t: number; readonly bytes: number; readonly type: string };

const HEADER = new RegExp(`(?:${MESSAGE_TYPES.join("|")})[FCA]`, "g");
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
  private filled = false;
  private foreign = 0;
  /** Bytes that were handed in or told as lost, and those before the splitter's first. */
  private position = 0;
  private base = 0;

  /** A stream whose beginning was not captured starts by searching. */
  constructor(fromStart: boolean) {
    this.searching = !fromStart;
  }

  /** True when what was said so far is the beginning of a message. */
  get looksRight(): boolean {
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
    const pending = this.splitter.pending;
    const left = pending.length >= HEADER_SIZE ? pending.readUInt32LE(4) - pending.length : 0;
    if (bytes <= left) {
      this.filled = true;
      return this.feed(Buffer.alloc(bytes), t);
    }
    this.position += bytes;
    this.splitter = new FrameSplitter();
    this.searching = true;
    this.filled = false;
    return [{ kind: "lost", t, bytes }];
  }

  end(t: number): Said[] {
    const { pending } = this.splitter;
    const type = pending.toString("latin1", 0, 3);
    return pending.length > 0 ? [{ kind: "partial", t, bytes: pending.length, type }] : [];
  }

  private feed(bytes: Buffer, t: number): Said[] {
    this.position += bytes.length;
    return this.splitter.push(bytes).flatMap((item) => this.read(item, t));
  }

  private read(item: StreamItem, t: number): Said[] {
    if (item.kind !== "frame") return this.readForeign(item, t, item.kind === "malformed" ? item.error.message : "");
    const incomplete = this.filled;
    this.filled = false;
    try {
      // Kept for long, so not as a slice of something larger.
      const end = this.base + item.offset + item.bytes.length;
      return [{ kind: "message", t, message: decodeMessage(Buffer.from(item.bytes)), incomplete, end }];
    } catch (error) {
      if (!(error instanceof MalformedFrameError)) throw error;
      return this.readForeign(item, t, error.message);
    }
  }

  /** Only the first foreign bytes are told: what follows in the stream is the same. */
  private readForeign({ bytes, offset }: StreamItem, t: number, error: string): Said[] {
    this.foreign += bytes.length;
    if (this.foreign > bytes.length) return [];
    const preview = bytes.toString("latin1", 0, 24);
    return [{ kind: "foreign", t, bytes: bytes.length, preview, offset: this.base + offset, error }];
  }
}
