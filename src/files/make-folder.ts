import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and the folders above it; one that exists is fine. Node's own `recursive: true` never returns below /proc
 * (Node 24), so each level is made by itself. Rejects with the system's error.
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  try {
    await mkdir(path, mode === undefined ? {} : { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    // Below /proc a folder cannot be made though its parent exists; do not climb forever.
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path), mode);
    await mkdir(path, mode === undefined ? {} : { mode }).catch((again: NodeJS.ErrnoException) => {
      if (again.code !== "EEXIST") throw again;
    });
  }
}
