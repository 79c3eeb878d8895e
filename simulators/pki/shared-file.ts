import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../../src/files";

/**
 * The content of a file that several processes may make at the same time: all of them get what the first one wrote.
 * `make` runs only when the file is not there.
 */
export async function readOrMake(file: string, make: () => Promise<string> | string, mode = 0o644): Promise<string> {
  const there = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (there !== undefined) return there;
  const temporary = await writeBeside(file, await make(), mode);
  try {
    // Unlike rename, link does not replace: the first one wins.
    await link(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  return readFile(file, "utf8");
}

/** Writes a file whole or not at all; readers see the old content or the new. */
export async function replaceFile(file: string, content: string | Buffer, mode = 0o644): Promise<void> {
  await rename(await writeBeside(file, content, mode), file);
}

async function writeBeside(file: string, content: string | Buffer, mode: number): Promise<string> {
  await makeFolder(dirname(file));
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, content, { mode });
  return temporary;
}
