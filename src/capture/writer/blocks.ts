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

/** `time` in ns since 1970; `missing` bytes were on the wire and are not kept. The parts are to be written one after the other. */
export function enhancedPacket(
  interfaceId: number,
  time: bigint,
  packet: readonly Buffer[],
  missing: number,
  comments: readonly string[],
): Buffer[] {
  const length = packet.reduce((sum, part) => sum + part.length, 0);
  const fixed = Buffer.alloc(20);
  fixed.writeUInt32LE(interfaceId, 0);
  fixed.writeUInt32LE(Number(time >> 32n), 4);
  fixed.writeUInt32LE(Number(time & 0xffffffffn), 8);
  fixed.writeUInt32LE(length, 12);
  fixed.writeUInt32LE(length + missing, 16);
  return block(
    ENHANCED_PACKET,
    [fixed, ...packet, padding(length)],
    comments.map((comment) => text(OPT_COMMENT, comment)),
  );
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
