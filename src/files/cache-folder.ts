import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { privateFolder } from "./private-folder";

/**
 * A folder below the user's own cache folder: what another user put there would run as ours.
 * Throws PrivateFolderError, or the system's error.
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const given = env["XDG_CACHE_HOME"];
  const base = given !== undefined && isAbsolute(given) ? given : join(homedir(), ".cache");
  return privateFolder(join(base, "reverse-hello", name));
}
