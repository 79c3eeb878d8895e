/** pcapng blocks (draft-ietf-opsawg-pcapng), little-endian, times in nanoseconds. */

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const ENHANCED_PACKET = 6;

const OPT_END = 0;
const OPT_COMMENT = 1;
const SHB_USERAPPL = 4;
const IF_NAME = 2;
const IF_DESCRIPTION = 3;
const IF_TSRESOL = 9;

const LINKTYPE_ETHERNET = 1;

interface Option {
  readonly code: number;
  readonly value: Buffer;
}

export function sectionHeader(application: string, comment?: string): Buffer {
  const fixed = Buffer.alloc(16);
  fixed.writeUInt32LE(0x1a2b3c4d, 0);
  fixed.writeUInt16LE(1, 4);
  fixed.writeUInt16LE(0, 6);
  fixed.writeBigInt64LE(-1n, 8);
  const options = [text(SHB_USERAPPL, application)];
  if (comment !== undefined) options.push(text(OPT_COMMENT, comment));
  return Buffer.concat(block(SECTION, [fixed], options));
}

export function interfaceDescription(name: string, description: string): Buffer {
  const fixed = Buffer.alloc(8);
  fixed.writeUInt16LE(LINKTYPE_ETHERNET, 0);
  const resolution = { code: IF_TSRESOL, value: Buffer.from([9]) };
  return Buffer.concat(block(INTERFACE, [fixed], [text(IF_NAME, name), text(IF_DESCRIPTION, description), resolution]));
}

/** Bytes around a packet in its block, comments included. */
export function packetBlockLength(length: number, comments: readonly Buffer[] | undefined): number {
  return 32 + padded(length) + (comments ? 4 + comments.reduce((sum, { length: size }) => sum + 4 + padded(size), 0) : 0);
}

/** When a packet was seen: ns since 1970 as two 32-bit halves. */
export interface PacketTime {
  readonly high: number;
  readonly low: number;
}

/** What a block tells about its packet; `missing` bytes were on the wire and are not kept. */
export interface PacketFacts {
  readonly interfaceId: number;
  readonly time: PacketTime;
  readonly length: number;
  readonly missing: number;
  readonly comments: readonly Buffer[] | undefined;
}

/** Offset of the packet in its block. */
export const PACKET_AT = 28;

/** Writes all of a block but the packet itself; returns the block's length. */
export function writePacketBlock(target: Buffer, at: number, facts: PacketFacts): number {
  const { interfaceId, time, length, missing, comments } = facts;
  const total = packetBlockLength(length, comments);
  target.writeUInt32LE(ENHANCED_PACKET, at);
  target.writeUInt32LE(total, at + 4);
  target.writeUInt32LE(interfaceId, at + 8);
  target.writeUInt32LE(time.high, at + 12);
  target.writeUInt32LE(time.low, at + 16);
  target.writeUInt32LE(length, at + 20);
  target.writeUInt32LE(length + missing, at + 24);
  target.fill(0, at + PACKET_AT + length, at + PACKET_AT + padded(length));
  let option = at + PACKET_AT + padded(length);
  for (const comment of comments ?? []) {
    target.writeUInt16LE(OPT_COMMENT, option);
    target.writeUInt16LE(comment.length, option + 2);
    comment.copy(target, option + 4);
    target.fill(0, option + 4 + comment.length, option + 4 + padded(comment.length));
    option += 4 + padded(comment.length);
  }
  if (comments) target.writeUInt32LE(OPT_END, option);
  target.writeUInt32LE(total, at + total - 4);
  return total;
}

/** A comment as an option holds it. */
export function commentBytes(value: string): Buffer {
  return text(OPT_COMMENT, value).value;
}

function block(type: number, body: readonly Buffer[], options: readonly Option[]): Buffer[] {
  const parts = [...body];
  for (const { code, value } of options) {
    parts.push(pair(code, value.length), value, padding(value.length));
  }
  if (options.length > 0) parts.push(pair(OPT_END, 0));
  const total = 12 + parts.reduce((sum, part) => sum + part.length, 0);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(total, 4);
  return [head, ...parts, head.subarray(4)];
}

function pair(code: number, length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt16LE(length, 2);
  return bytes;
}

function text(code: number, value: string): Option {
  // An option's length has 16 bits.
  return { code, value: Buffer.from(value, "utf8").subarray(0, 65_000) };
}

const PADDINGS = [0, 3, 2, 1].map((length) => Buffer.alloc(length));

function padding(length: number): Buffer {
  return PADDINGS[length % 4] ?? Buffer.alloc(0);
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
