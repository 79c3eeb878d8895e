import { spawn } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";
import { Writable } from "node:stream";
import { OWNER_VARIABLE, temporaryOwner } from "../files";
import { nodeEnvironment, toolCommand } from "../suite/sut/tool";
import { EXIT, type CliIo, type ExitCode } from "./io";

/** Tells a process that it has such a line (see `runAgain`). */
const LINE = "REVERSE_HELLO_LINE";

export interface Again {
  /** Words behind those of this command line. */
  readonly more?: readonly string[];
  /** Makes the words that start it of those of the command. */
  readonly enter?: (words: readonly string[]) => readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * The same command line once more, as a process of its own; resolves with its exit code. It dies with this process, and ends at its
 * signal: the end of file descriptor 3 tells it, which comes through also where no signal of this side does.
 */
export async function runAgain(io: CliIo, { more = [], enter = (words) => words, env = io.env }: Again): Promise<ExitCode> {
  const [command = "", ...words] = enter([...toolCommand(process.execPath), ...(io.words ?? []), ...more]);
  const child = spawn(command, words, {
    cwd: io.cwd,
    env: { ...env, ...nodeEnvironment(), [OWNER_VARIABLE]: temporaryOwner(), [LINE]: "3" },
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

/** In a process that `runAgain` started: calls when the line ends. */
export function onEndOfLine(env: NodeJS.ProcessEnv, onEnd: () => void): void {
  const { [LINE]: line } = env;
  // Not for its children: they have other files under that number.
  delete env[LINE];
  if (line === undefined) return;
  new Socket({ fd: Number(line), readable: true, writable: false })
    .on("error", () => undefined)
    .on("close", onEnd)
    .resume()
    .unref();
}

/** A terminal stays one; what is written elsewhere, in a test for example, goes through us. */
function outputOf(stream: NodeJS.WritableStream): "inherit" | "pipe" {
  return stream === process.stdout || stream === process.stderr ? "inherit" : "pipe";
}
