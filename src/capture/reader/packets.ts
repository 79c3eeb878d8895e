import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { ByteSource } from "./byte-source";
import { isPcap, readPcap } from "./pcap";
import { isPcapng, readPcapng } from "./pcapng";
import { CaptureError, type CapturedPacket, type Warnings } from "./types";

const CHUNK = 1024 * 1024;

/** Packets of a capture file (pcap or pcapng, also as .gz), one by one. Throws {@link CaptureError}. */
export async function* openCapture(path: string, warnings: Warnings): AsyncGenerator<CapturedPacket> {
  const file = await stat(path).catch(() => undefined);
  if (!file) throw new CaptureError("NO_FILE", `${path}: there is no such file`);
  if (!file.isFile()) throw new CaptureError("NO_FILE", `${path}: expected a capture file, got a folder or device`);
  const raw = createReadStream(path, { highWaterMark: CHUNK });
  try {
    const start = await firstBytes(path);
    if (start.length >= 2 && start.readUInt16BE(0) === 0x1f8b) yield* readPackets(raw.pipe(createGunzip()), path, warnings);
    else yield* readPackets(raw, path, warnings);
  } finally {
    raw.destroy();
  }
}

/** Packets of a capture in a stream; `name` is used in errors. */
export async function* readPackets(
  input: AsyncIterable<Uint8Array>,
  name: string,
  warnings: Warnings,
): AsyncGenerator<CapturedPacket> {
  const source = new ByteSource(input);
  const magic = await source.read(4);
  if (!magic) throw new CaptureError("NOT_A_CAPTURE", `${name}: expected a pcap or pcapng file, got ${source.left} bytes`);
  try {
    if (isPcap(magic)) yield* readPcap(source, magic, warnings);
    else if (isPcapng(magic)) yield* readPcapng(source, warnings);
    else {
      const seen = `${magic.toString("hex")} (${JSON.stringify(magic.toString("latin1"))})`;
      throw new CaptureError("NOT_A_CAPTURE", `expected a pcap or pcapng file, got one that begins with ${seen}`);
    }
  } catch (error) {
    if (error instanceof CaptureError) throw new CaptureError(error.code, `${name}: ${error.message}`);
    throw error;
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  for await (const chunk of createReadStream(path, { end: 3 })) return chunk as Buffer;
  return Buffer.alloc(0);
}
