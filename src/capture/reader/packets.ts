import { createReadStream, fstatSync } from "node:fs";
import { stat } from "node:fs/promises";
import { Socket } from "node:net";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { ByteSource } from "./byte-source";
import { isPcap, readPcap } from "./pcap";
import { isPcapng, readPcapng } from "./pcapng";
import { CaptureError, type CapturedPacket, type Warnings } from "./types";

const CHUNK = 256 * 1024;

/** Packets of a capture (pcap or pcapng, also as .gz), one by one; `-` is what is piped into the process. Throws {@link CaptureError}. */
export async function* openCapture(path: string, warnings: Warnings, signal?: AbortSignal): AsyncGenerator<CapturedPacket> {
  const raw = path === STANDARD_INPUT ? openPipe() : await openFile(path);
  const stop = () => raw.destroy(signal?.reason as Error);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    yield* readPackets(unpacked(raw, path, warnings), path, warnings);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    raw.destroy();
  }
}

const STANDARD_INPUT = "-";

async function openFile(path: string): Promise<Readable> {
  const file = await stat(path).catch(() => undefined);
  if (!file) throw new CaptureError("NO_FILE", `${path}: there is no such file`);
  // A file stream that waits for a pipe cannot be stopped.
  if (file.isFIFO()) throw new CaptureError("NO_FILE", `${path}: is a pipe; redirect it to standard input and name the capture -`);
  if (!file.isFile()) throw new CaptureError("NO_FILE", `${path}: expected a capture file, got a folder or device`);
  return createReadStream(path, { highWaterMark: CHUNK });
}

function openPipe(): Readable {
  const input = fstatSync(0);
  if (input.isFIFO() || input.isSocket()) return new Socket({ fd: 0, readable: true, writable: false });
  if (input.isFile()) return createReadStream("", { fd: 0, autoClose: false, highWaterMark: CHUNK });
  throw new CaptureError("NO_FILE", "-: expected a capture on standard input, got a terminal or device");
}

/** Bytes of the file, without gzip around them. A pipe cannot be read twice, so the first piece decides. */
async function* unpacked(raw: Readable, name: string, warnings: Warnings): AsyncGenerator<Uint8Array> {
  try {
    const pieces = raw[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const first = await pieces.next();
    if (first.done) return;
    const all = chain(first.value, pieces);
    const gzip = first.value.length >= 2 && first.value.readUInt16BE(0) === 0x1f8b;
    yield* gzip ? (Readable.from(all).pipe(createGunzip()) as AsyncIterable<Uint8Array>) : all;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "Z_BUF_ERROR") warnings.add("the compressed file is cut off; what comes before it was read");
    else if (code?.startsWith("Z_")) throw new CaptureError("BROKEN_CAPTURE", `${name}: the compression is damaged: ${message}`);
    else throw new CaptureError("NO_FILE", `${name}: cannot be read: ${message}`);
  }
}

async function* chain(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
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
