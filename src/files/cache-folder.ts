import { statSync } from "node:fs";
import { join } from "node:path";
import { privateFolder } from "./private-folder";
import { userFolder } from "./user-folder";

/** What was not written for this long is not used any more, in ms. */
const FORGOTTEN = 30 * 24 * 3600 * 1000;

export function isForgotten(path: string, now = Date.now()): boolean {
  return now - statSync(path).mtimeMs > FORGOTTEN;
}

/**
 * A folder below the user's own cache folder: what another user put there would run as ours.
 * Throws PrivateFolderError, or the system's error.
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>, name: string): string {
  return privateFolder(join(userFolder(env["XDG_CACHE_HOME"], ".cache"), name));
}
