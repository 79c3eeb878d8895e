import { MalformedFrameError, type WireBytes, type WireString } from "./types";

/** Reads little-endian OPC UA Binary fields out of one frame; every error names the field and its offset. */
export class FieldReader {
  constructor(
    private readonly frame: Buffer,
    public offset: number,
  ) {}

  uint32(field: string): number {
    this.need(4, field);
    const value = this.frame.readUInt32LE(this.offset);
    this.offset += 4;
    return value;
  }

  string(field: string): WireString {
    const { value, byteLength } = this.byteString(field);
    return { value: value === null ? null : value.toString("utf8"), byteLength, bytes: value ?? Buffer.alloc(0) };
  }

  byteString(field: string): WireBytes {
    const at = this.offset;
    this.need(4, `${field} length`);
    const length = this.frame.readInt32LE(at);
    this.offset += 4;
    if (length === -1) return { value: null, byteLength: -1 };
    const left = this.frame.length - this.offset;
    if (length < -1 || length > left) {
      throw new MalformedFrameError(`${field} length`, at, length, `-1 to ${left} (bytes left in the frame)`);
    }
    const value = this.frame.subarray(this.offset, this.offset + length);
    this.offset += length;
    return { value, byteLength: length };
  }

  rest(): Buffer {
    return this.frame.subarray(this.offset);
  }

  private need(bytes: number, field: string): void {
    const left = this.frame.length - this.offset;
    if (left < bytes) throw new MalformedFrameError(field, this.offset, left, `${bytes} bytes`);
  }
}
