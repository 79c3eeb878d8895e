import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Inputs that once did harm, or nearly: one file each, in a folder by the target's name. */
export function corpusOf(target: string): readonly Buffer[] {
  const folder = join(__dirname, "corpus", target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name)));
}
