import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** Removes the oldest files of a folder, so that no more than `most` are left. What is gone by then is fine. */
export async function keepNewest(folder: string, most: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  if (names.length <= most) return;
  const files = await Promise.all(names.map((name) => aged(join(folder, name))));
  const oldest = files.sort((a, b) => a.t - b.t).slice(0, -most);
  await Promise.all(oldest.map(({ file }) => rm(file, { force: true })));
}

async function aged(file: string): Promise<{ file: string; t: number }> {
  const found = await stat(file).catch(() => undefined);
  return { file, t: found?.mtimeMs ?? 0 };
}
