import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Ours below a base folder of the user (XDG base directories): the one that is given, where it is absolute, or the usual one below home. */
export function userFolder(given: string | undefined, ...usual: readonly string[]): string {
  const base = given !== undefined && isAbsolute(given) ? given : join(homedir(), ...usual);
  return join(base, "reverse-hello");
}
