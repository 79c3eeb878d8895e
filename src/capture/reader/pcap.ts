import type { ByteSource } from "./byte-source";
import { CaptureError, type CapturedPacket, type Warnings } from "./types";

/** Largest packet that is believed; a larger length means that the file is broken at this place. */
export const MAX_PACKET = 16 * 1024 * 1024;

const MAGIC = new Map<number, { readonly little: boolean; readonly fraction: number }>([
  [0xa1b2c3d4, { little: false, fraction: 1e3 }],
  [0xd4c3b2a1, { little: true, fraction: 1e3 }],
  [0xa1b23c4d, { little: false, fraction: 1e6 }],
  [0x4d3cb2a1, { little: true, fraction: 1e6 }],
]);

export function isPcap(magic: Buffer): boolean {
  return MAGIC.has(magic.readUInt32BE(0));
}

/** The classic format of tcpdump, in both byte orders, with micro- or nanoseconds. The 4 magic bytes were read already. */
export async function* readPcap(source: ByteSource, magic: Buffer, warnings: Warnings): AsyncGenerator<CapturedPacket> {
  const { little, fraction } = MAGIC.get(magic.readUInt32BE(0)) as { little: boolean; fraction: number };
  const u32 = (bytes: Buffer, at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const header = await source.read(20);
  if (!header) throw new CaptureError("BROKEN_CAPTURE", "the capture ends inside its 24 byte file header");
  const linkType = u32(header, 16) & 0x0fffffff;
  for (let number = 1; ; number++) {
    const at = source.offset;
    const record = await source.read(16);
    if (!record) return endOf(source, at, warnings);
    const length = u32(record, 8);
    if (length > MAX_PACKET) throw brokenLength(at, length);
    const data = await source.read(length);
    if (!data) return warnCut(at, warnings);
    const t = u32(record, 0) * 1000 + u32(record, 4) / fraction;
    yield { t, linkType, interfaceId: 0, data, originalLength: u32(record, 12), comments: [], number };
  }
}

export function brokenLength(at: number, length: number): CaptureError {
  return new CaptureError(
    "BROKEN_CAPTURE",
    `the capture is broken at byte ${at}: a packet states ${length} bytes, which is not possible (at most ${MAX_PACKET}); capture again, or cut the file there`,
  );
}

function endOf(source: ByteSource, at: number, warnings: Warnings): void {
  if (source.left > 0) warnCut(at, warnings);
}

export function warnCut(at: number, warnings: Warnings): void {
  warnings.add(`the capture file is cut off inside a packet at byte ${at}; what comes before it was read`);
}
