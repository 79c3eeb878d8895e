import type { ByteSource } from "./byte-source";
import { brokenLength, MAX_PACKET, warnCut } from "./pcap";
import { CaptureError, type CapturedPacket, type Warnings } from "./types";

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

interface Interface {
  readonly linkType: number;
  readonly name?: string;
  /** Units of a time stamp in one millisecond. */
  readonly perMs: number;
  /** Seconds to add to every time stamp. */
  readonly offset: number;
}

interface Section {
  readonly little: boolean;
  readonly interfaces: Interface[];
}

export function isPcapng(magic: Buffer): boolean {
  return magic.readUInt32BE(0) === SECTION;
}

/** The format of Wireshark: several sections, several interfaces, comments. The 4 bytes of the first block type were read already. */
export async function* readPcapng(source: ByteSource, warnings: Warnings): AsyncGenerator<CapturedPacket> {
  let section = await readSection(source);
  for (let number = 1; ;) {
    const at = source.offset;
    const head = await source.read(4);
    if (!head) return source.left > 0 ? warnCut(at, warnings) : undefined;
    if (head.readUInt32BE(0) === SECTION) {
      section = await readSection(source);
      continue;
    }
    const block = await readBlock(source, section, at);
    if (!block) return warnCut(at, warnings);
    const type = section.little ? head.readUInt32LE(0) : head.readUInt32BE(0);
    if (type === INTERFACE) section.interfaces.push(readInterface(new Fields(block, section.little), at));
    const packet = readPacket(type, new Fields(block, section.little), section, number, at);
    if (!packet) continue;
    number += 1;
    yield packet;
  }
}

async function readSection(source: ByteSource): Promise<Section> {
  const at = source.offset - 4;
  const head = await source.read(8);
  if (!head) throw new CaptureError("BROKEN_CAPTURE", `the capture ends inside a section header at byte ${at}`);
  const order = head.readUInt32LE(4);
  if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) {
    throw new CaptureError("BROKEN_CAPTURE", `the capture is broken at byte ${at}: the section header has no byte order mark`);
  }
  const little = order === 0x1a2b3c4d;
  const length = little ? head.readUInt32LE(0) : head.readUInt32BE(0);
  if (length < 28 || length > MAX_PACKET || !(await source.skip(length - 12))) {
    throw new CaptureError("BROKEN_CAPTURE", `the capture is broken at byte ${at}: its section header states ${length} bytes`);
  }
  return { little, interfaces: [] };
}

/** Body of a block without type and lengths; undefined where the file ends in it. */
async function readBlock(source: ByteSource, section: Section, at: number): Promise<Buffer | undefined> {
  const head = await source.read(4);
  if (!head) return undefined;
  const length = section.little ? head.readUInt32LE(0) : head.readUInt32BE(0);
  if (length < 12 || length % 4 !== 0 || length > MAX_PACKET) throw brokenLength(at, length);
  const body = await source.read(length - 8);
  return body?.subarray(0, length - 12);
}

/** Ms since 1970 that no clock shows. */
const LATEST = Date.UTC(3000, 0);

class Fields {
  constructor(
    readonly bytes: Buffer,
    readonly little: boolean,
  ) {}

  u16(at: number): number {
    return this.little ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  u32(at: number): number {
    return this.little ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }

  /** Options from an offset on: code and value. */
  *options(from: number): Generator<[number, Buffer]> {
    for (let at = from; at + 4 <= this.bytes.length;) {
      const [code, length] = [this.u16(at), this.u16(at + 2)];
      if (code === 0) return;
      yield [code, this.bytes.subarray(at + 4, at + 4 + length)];
      at += 4 + Math.ceil(length / 4) * 4;
    }
  }
}

function readInterface(fields: Fields, at: number): Interface {
  const { length } = fields.bytes;
  if (length < 8)
    throw new CaptureError(
      "BROKEN_CAPTURE",
      `the capture is broken at byte ${at}: an interface is described in ${length} bytes, and 8 are the least; capture again, or cut the file there`,
    );
  let perMs = 1e3;
  let offset = 0;
  let name: string | undefined;
  for (const [code, value] of fields.options(8)) {
    if (code === 2) name = value.toString("utf8");
    if (code === 9 && value.length > 0) perMs = resolution(value[0] as number);
    if (code === 14 && value.length >= 8) offset = Number(fields.little ? value.readBigInt64LE(0) : value.readBigInt64BE(0));
  }
  return { linkType: fields.u16(0), perMs, offset, ...(name === undefined ? {} : { name }) };
}

function resolution(value: number): number {
  const exponent = value & 0x7f;
  return (value & 0x80 ? 2 ** exponent : 10 ** exponent) / 1000;
}

function readPacket(type: number, fields: Fields, section: Section, number: number, at: number): CapturedPacket | undefined {
  const simple = type === SIMPLE_PACKET;
  if (!simple && type !== ENHANCED_PACKET && type !== OLD_PACKET) return undefined;
  const header = simple ? 4 : 20;
  if (fields.bytes.length < header) throw brokenLength(at, fields.bytes.length);
  const interfaceId = simple ? 0 : type === OLD_PACKET ? fields.u16(0) : fields.u32(0);
  const from = section.interfaces[interfaceId];
  if (!from)
    throw new CaptureError("BROKEN_CAPTURE", `the capture is broken at byte ${at}: interface ${interfaceId} is not described`);
  const originalLength = fields.u32(simple ? 0 : 16);
  const length = simple ? Math.min(originalLength, fields.bytes.length - 4) : fields.u32(12);
  if (length > fields.bytes.length - header) throw brokenLength(at, length);
  const comments: string[] = [];
  if (type === ENHANCED_PACKET) {
    for (const [code, value] of fields.options(header + Math.ceil(length / 4) * 4))
      if (code === 1) comments.push(value.toString("utf8"));
  }
  const data = fields.bytes.subarray(header, header + length);
  const t = simple ? undefined : (fields.u32(4) * 2 ** 32 + fields.u32(8)) / from.perMs + from.offset * 1000;
  if (t !== undefined && !(t >= 0 && t < LATEST))
    throw new CaptureError(
      "BROKEN_CAPTURE",
      `the capture is broken at byte ${at}: packet ${number} states a time that no clock has (before 1970 or after the year 3000)`,
    );
  const name = from.name === undefined ? {} : { interfaceName: from.name };
  return { t, linkType: from.linkType, interfaceId, ...name, data, originalLength, comments, number };
}
