import { access, constants } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { CliIo } from "./io";
import { makeFolder } from "../files";

/**
 * Where the tool keeps its own certificate authority and certificates: REVERSE_HELLO_PKI, or a folder of the user. It outlives
 * runs and restarts, since implementations under test are told once whom to trust. Without a home folder that can be written
 * (some containers) it is a temporary one.
 */
export async function pkiFolder(io: Pick<CliIo, "env" | "cwd">): Promise<string> {
  const { REVERSE_HELLO_PKI: chosen, XDG_DATA_HOME: data, HOME: home } = io.env;
  if (chosen) return resolve(io.cwd, chosen);
  const folder = join(data || join(home || homedir(), ".local", "share"), "reverse-hello", "pki");
  try {
    await makeFolder(folder, 0o700);
    await access(folder, constants.W_OK);
    return folder;
  } catch {
    return join(tmpdir(), "reverse-hello-pki");
  }
}
