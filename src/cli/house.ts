import { spawn } from "node:child_process";
import { once } from "node:events";
import { platform } from "node:os";
import { Writable } from "node:stream";
import { OWNER_VARIABLE, temporaryOwner } from "../files";
import { enterHouse, houseEnvironment, wayIn } from "../lab";
import { nodeEnvironment, toolCommand } from "../suite/sut/tool";
import type { SutDescription } from "../suite/sut";
import type { Role } from "../vocabulary";
import { CannotRunError, EXIT, type CliIo, type ExitCode } from "./io";

/**
 * The same command line once more, as a process in a house of its own (src/lab), where the lab is built; resolves with its exit code.
 * Rejects with LabError, before anything starts, where there can be none. It dies with this process, and ends at its signal: the end of
 * file descriptor 3 tells it, since no signal of this side reaches a process there.
 */
export async function runInHouse(io: CliIo): Promise<ExitCode> {
  const way = await wayIn({ env: io.env, platform: platform() });
  const [command = "", ...words] = enterHouse(way, [...toolCommand(process.execPath), ...(io.words ?? [])]);
  const child = spawn(command, words, {
    cwd: io.cwd,
    env: { ...houseEnvironment(io.env), ...nodeEnvironment(), [OWNER_VARIABLE]: temporaryOwner() },
    stdio: ["inherit", outputOf(io.stdout), outputOf(io.stderr), "pipe"],
  });
  child.stdout?.pipe(io.stdout, { end: false });
  child.stderr?.pipe(io.stderr, { end: false });
  const line = child.stdio[3];
  const stop = () => (line instanceof Writable ? line.end() : undefined);
  io.signal.addEventListener("abort", stop, { once: true });
  const [code] = (await once(child, "close")) as [number | null];
  io.signal.removeEventListener("abort", stop);
  return Object.values(EXIT).find((known) => known === code) ?? EXIT.toolFailed;
}

/** Throws CannotRunError for a product that can never be in a lab; `otherwise` says what else to do. */
export function refuseOutsider(sut: SutDescription | undefined, role: Role, otherwise: string): void {
  if (sut?.attach[role])
    throw new CannotRunError(
      `a product that already runs (attach) is outside the lab: give start in the sut.yaml, or ${otherwise}`,
    );
  if (sut?.network === "host")
    throw new CannotRunError(`${sut.file} says network: host, so ${sut.name} cannot be in the lab; ${otherwise}`);
}

/** A terminal stays one; what is written elsewhere, in a test for example, goes through us. */
function outputOf(stream: NodeJS.WritableStream): "inherit" | "pipe" {
  return stream === process.stdout || stream === process.stderr ? "inherit" : "pipe";
}
