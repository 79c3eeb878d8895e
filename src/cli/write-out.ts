import { writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { makeFolder } from "../files";
import { UsageError, type CliIo } from "./io";

/** Writes what `--out` names, with the folders above it. Rejects with a sentence (exit code 2) where that cannot be. */
export async function writeOut(file: string, text: string, io: Pick<CliIo, "cwd">): Promise<void> {
  const path = resolve(io.cwd, file);
  try {
    await makeFolder(dirname(path));
    await writeFile(path, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "EISDIR" ? "it is a folder" : code === "ENOTDIR" ? "a part of its path is not a folder" : message;
    throw new UsageError(`--out ${file}: cannot be written: ${why}; name a file`);
  }
}
