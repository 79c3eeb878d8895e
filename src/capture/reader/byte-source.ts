/** Reads exact numbers of bytes out of a stream of chunks; holds no more than one read and one chunk. */
export class ByteSource {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private held: Buffer = Buffer.alloc(0);
  private at = 0;
  private done = false;
  /** Bytes handed out so far. */
  offset = 0;

  constructor(input: AsyncIterable<Uint8Array>) {
    this.chunks = input[Symbol.asyncIterator]();
  }

  /** Bytes left after an incomplete read at the end of the stream. */
  get left(): number {
    return this.held.length - this.at;
  }

  /** The next `count` bytes, or undefined when the stream ends before that. At once where the bytes are there already. */
  read(count: number): Buffer | undefined | Promise<Buffer | undefined> {
    return this.left >= count ? this.take(count) : this.fill(count);
  }

  async skip(count: number): Promise<boolean> {
    for (let rest = count; rest > 0;) {
      const part = Math.min(rest, 65_536);
      if ((await this.read(part)) === undefined) return false;
      rest -= part;
    }
    return true;
  }

  private take(count: number): Buffer {
    const bytes = this.held.subarray(this.at, this.at + count);
    this.at += count;
    this.offset += count;
    return bytes;
  }

  private async fill(count: number): Promise<Buffer | undefined> {
    const parts = [this.held.subarray(this.at)];
    let size = parts[0]?.length ?? 0;
    while (size < count && !this.done) {
      const next = await this.chunks.next();
      if (next.done) this.done = true;
      else {
        parts.push(Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength));
        size += next.value.byteLength;
      }
    }
    this.held = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    this.at = 0;
    return size >= count ? this.take(count) : undefined;
  }
}
