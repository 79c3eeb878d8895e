import { decodeHeader } from "./decode";
import { HEADER_SIZE, MalformedFrameError, type MessageHeader } from "./types";

/** What a byte stream consists of. `offset` is the position in the stream, in bytes. */
export type StreamItem =
  | { readonly kind: "frame"; readonly offset: number; readonly header: MessageHeader; readonly bytes: Buffer }
  /** The stream stopped being OPC UA here; what follows comes as "raw". */
  | { readonly kind: "malformed"; readonly offset: number; readonly bytes: Buffer; readonly error: MalformedFrameError }
  | { readonly kind: "raw"; readonly offset: number; readonly bytes: Buffer };

export const DEFAULT_MAX_FRAME_SIZE = 16 * 1024 * 1024;

/**
 * Cuts a byte stream into frames whatever the chunking. Memory is bounded by `maxFrameSize`: a frame that states more is
 * reported as malformed at once, and after a malformed header the stream passes through as raw bytes.
 */
export class FrameSplitter {
  private parts: Buffer[] = [];
  /** Bytes of an unfinished frame. */
  buffered = 0;
  private offset = 0;
  private raw = false;
  private header: MessageHeader | undefined;

  constructor(private readonly maxFrameSize = DEFAULT_MAX_FRAME_SIZE) {}

  /** The unfinished frame. */
  get pending(): Buffer {
    return this.compact();
  }

  get streamOffset(): number {
    return this.offset + this.buffered;
  }

  push(chunk: Buffer): StreamItem[] {
    if (chunk.length === 0) return [];
    if (this.raw) return [this.take("raw", chunk)];
    this.parts.push(chunk);
    this.buffered += chunk.length;
    const items: StreamItem[] = [];
    for (let item = this.next(); item; item = this.next()) items.push(item);
    return items;
  }

  /** Copies what was handed in last, as far as it is unfinished: a slice would keep all that it is a slice of in memory. */
  detach(): void {
    const last = this.parts.pop();
    if (last) this.parts.push(Buffer.from(last));
  }

  private next(): StreamItem | undefined {
    if (this.buffered === 0 || this.raw) return undefined;
    if (!this.header) {
      // A foreign protocol shows in its first three bytes already; do not wait for eight that may never come.
      const bytes = this.compact();
      const error = this.readHeader(bytes);
      if (error) {
        this.raw = true;
        this.clear();
        const offset = this.offset;
        this.offset += bytes.length;
        return { kind: "malformed", offset, bytes, error };
      }
      if (!this.header) return undefined;
    }
    if (this.buffered < this.header.size) return undefined;
    return this.cut(this.header);
  }

  private readHeader(bytes: Buffer): MalformedFrameError | undefined {
    try {
      if (bytes.length < HEADER_SIZE) {
        if (bytes.length >= 3) decodeHeader(Buffer.concat([bytes.subarray(0, 3), Buffer.from("F\xff\xff\xff\x7f", "latin1")]));
        return undefined;
      }
      const header = decodeHeader(bytes);
      if (header.size > this.maxFrameSize)
        throw new MalformedFrameError("MessageSize", 4, header.size, `at most ${this.maxFrameSize}`);
      this.header = header;
      return undefined;
    } catch (error) {
      if (error instanceof MalformedFrameError) return error;
      throw error;
    }
  }

  private cut(header: MessageHeader): StreamItem {
    const all = this.compact();
    const offset = this.offset;
    const rest = all.subarray(header.size);
    this.clear();
    if (rest.length > 0) {
      this.parts.push(rest);
      this.buffered = rest.length;
    }
    this.offset += header.size;
    return { kind: "frame", offset, header, bytes: all.subarray(0, header.size) };
  }

  private take(kind: "raw", bytes: Buffer): StreamItem {
    const offset = this.offset;
    this.offset += bytes.length;
    return { kind, offset, bytes };
  }

  private compact(): Buffer {
    if (this.parts.length > 1) this.parts = [Buffer.concat(this.parts)];
    return this.parts[0] ?? Buffer.alloc(0);
  }

  private clear(): void {
    this.parts = [];
    this.buffered = 0;
    this.header = undefined;
  }
}
