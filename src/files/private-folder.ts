import { lstatSync, mkdirSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, resolve } from "node:path";

/** A folder that another user could fill or exchange; the message is a sentence that says what to do. */
export class PrivateFolderError extends Error {
  readonly code = "PRIVATE_FOLDER";
  constructor(folder: string, seen: string) {
    super(`${folder}: expected a folder that only you can write to, ${seen}; remove it or choose another`);
    this.name = "PrivateFolderError";
  }
}

/**
 * A folder that is used again by later runs: made with mode 0700, and taken only when no other user can have put anything there. Looked
 * at is the folder and each one above it: whoever may write there could exchange what is below, unless it is sticky as /tmp is.
 * Throws PrivateFolderError, or the system's error.
 */
export function privateFolder(path: string): string {
  const folder = resolve(path);
  make(folder);
  // Windows has no such owners; a profile is its user's own.
  const { uid, gid } = userInfo();
  if (uid === -1) return folder;
  const own = lstatSync(folder);
  if (own.isSymbolicLink() || !own.isDirectory()) throw new PrivateFolderError(folder, "this is a link or not a folder");
  if (own.uid !== uid) throw new PrivateFolderError(folder, `this belongs to user ${own.uid}`);
  if ((own.mode & othersOf(own, uid, gid)) !== 0) throw new PrivateFolderError(folder, "others may write to this one");
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above)) checkAbove(folder, above, uid, gid);
  return folder;
}

function checkAbove(folder: string, above: string, uid: number, gid: number): void {
  const stat = lstatSync(above);
  if (stat.uid !== uid && stat.uid !== 0) throw new PrivateFolderError(folder, `${above} belongs to user ${stat.uid}`);
  const others = othersOf(stat, uid, gid);
  // A link's own mode means nothing; who may exchange it is said by the folder that it is in.
  if (stat.isDirectory() && (stat.mode & others) !== 0 && (stat.mode & STICKY) === 0)
    throw new PrivateFolderError(folder, `others may write to ${above}`);
}

/** Where each user has a group of their own (Debian), what that group may write is no wider. */
function othersOf(stat: { readonly gid: number }, uid: number, gid: number): number {
  return stat.gid === gid && gid === uid ? OTHERS_WRITE & ~GROUP_WRITE : OTHERS_WRITE;
}

const OTHERS_WRITE = 0o022;
const GROUP_WRITE = 0o020;
const STICKY = 0o1000;

/** Not `recursive`: that never ends in folders such as /proc, where nothing can be made. */
function make(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(folder) === folder) throw error;
    make(dirname(folder));
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (again) {
      // Another process was faster.
      if ((again as NodeJS.ErrnoException).code !== "EEXIST") throw again;
    }
  }
}
