import { readdirSync, rmSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { cacheFolder, isForgotten } from "./cache-folder";
import { keepPlaces } from "./module-places";
import { PrivateFolderError } from "./private-folder";

/** Files of one version of Node; the whole tool with its libraries has about 1,500. */
const MOST_FILES = 6000;
/**
 * Keeps compiled code between runs, and where its files were found. Node's default is in the shared temporary folder. Returns a sentence when
 * it is refused; the tool then runs without.
 */
export function keepCompiledCode(env: Readonly<Record<string, string | undefined>>): string | undefined {
  try {
    const folder = cacheFolder(env, "compile-cache");
    bound(folder);
    enableCompileCache(folder);
    keepPlaces(env);
    return undefined;
  } catch (error) {
    if (error instanceof PrivateFolderError) return `compiled code is not kept: ${error.message}`;
    // No home folder, none that can be written, a full disk: slower, and nothing more.
    return undefined;
  }
}

/** Each version of Node has a folder here. One that is too large starts again; one that is old goes. */
export function bound(folder: string, now = Date.now()): void {
  for (const version of readdirSync(folder)) {
    const path = join(folder, version);
    if (isForgotten(path, now) || readdirSync(path).length > MOST_FILES) rmSync(path, { recursive: true, force: true });
  }
}
