import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { CliIo } from "./io";

/**
 * Where the tool keeps its own certificate authority and certificates: REVERSE_HELLO_PKI, or a folder of the user. It outlives
 * runs and restarts, since implementations under test are told once whom to trust.
 */
export function pkiFolder(io: Pick<CliIo, "env" | "cwd">): string {
  const { REVERSE_HELLO_PKI: chosen, XDG_DATA_HOME: data } = io.env;
  if (chosen) return resolve(io.cwd, chosen);
  return join(data || join(io.env["HOME"] || homedir(), ".local", "share"), "reverse-hello", "pki");
}
