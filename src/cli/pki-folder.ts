import { existsSync, statSync } from "node:fs";
import { access, constants } from "node:fs/promises";
import { homedir, tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { UsageError, type CliIo } from "./io";
import { privateFolder, PrivateFolderError } from "../files";

/**
 * Where the tool keeps its own certificate authority and certificates: REVERSE_HELLO_PKI, or a folder of the user. It outlives
 * runs and restarts, since implementations under test are told once whom to trust. Without a home folder that can be written
 * (some containers) it is a temporary one.
 */
export async function pkiFolder(io: Pick<CliIo, "env" | "cwd">): Promise<string> {
  const { REVERSE_HELLO_PKI: chosen, XDG_DATA_HOME: data, HOME: home } = io.env;
  if (chosen) return checked(resolve(io.cwd, chosen));
  const folder = join(data || join(home || homedir(), ".local", "share"), "reverse-hello", "pki");
  try {
    privateFolder(folder);
    await access(folder, constants.W_OK);
    return folder;
  } catch (error) {
    if (error instanceof PrivateFolderError)
      throw new UsageError(`certificates of the tool: ${error.message}, with REVERSE_HELLO_PKI`);
    try {
      return privateFolder(join(tmpdir(), `reverse-hello-pki-${userInfo().username}`));
    } catch (foreign) {
      throw new UsageError(`certificates of the tool: ${(foreign as Error).message}, with REVERSE_HELLO_PKI`);
    }
  }
}

/** One that is not there yet is made by whoever needs it first; a file in its place is told by him as well. */
function checked(folder: string): string {
  try {
    return existsSync(folder) && statSync(folder).isDirectory() ? privateFolder(folder) : folder;
  } catch (error) {
    throw new UsageError(`REVERSE_HELLO_PKI: ${(error as Error).message}`, { cause: error });
  }
}
