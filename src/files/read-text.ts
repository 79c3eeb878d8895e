import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

const unzip = promisify(gunzip);

/** Text of the first of these files that is there; one that is compressed (gzip, told by its first bytes) is read as what is in it. */
export async function readText(...paths: readonly [string, ...string[]]): Promise<string> {
  const [path, ...others] = paths;
  try {
    const bytes = await readFile(path);
    return (bytes.length >= 2 && bytes.readUInt16BE(0) === 0x1f8b ? await unzip(bytes) : bytes).toString("utf8");
  } catch (error) {
    const [next, ...more] = others;
    if (next !== undefined && (error as NodeJS.ErrnoException).code === "ENOENT") return readText(next, ...more);
    throw error;
  }
}
