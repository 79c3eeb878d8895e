import { spawn, type ChildProcess } from "node:child_process";
import { stat } from "node:fs/promises";
import { SutError, type SutStatus } from "./errors";
import type { OrphanGuard } from "./guard";
import type { OutputStream, SutOutput } from "./output";

/** What the launcher needs of a running SUT, whether a process or an instance in a warm host. */
export interface SutBackend {
  /** Process id: of the process itself, or of the host. */
  readonly pid: number;
  /** Resolves when it has ended and its output has been read; never rejects. */
  readonly ended: Promise<SutStatus>;
  /** Asks it to end. */
  terminate(): void;
  /** Ends it by force. */
  kill(): void;
}

export interface ProcessOptions {
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly output: SutOutput;
  readonly guard: OrphanGuard;
}

// Measured: reading a `yes` at full speed takes a whole core; one read (64 KiB) each 20 ms takes under 1 %.
const FLOOD_PAUSE = 20;
// Output of a process that has ended is read within a few ms; a grandchild that kept the pipe open must not hold us up.
const PIPE_GRACE = 500;

/** Starts a command in its own process group. Rejects with SutError SUT_NOT_FOUND or SUT_NOT_STARTED. */
export async function spawnProcess(options: ProcessOptions): Promise<SutBackend> {
  const [command = "", ...args] = options.words;
  const folder = await stat(options.cwd).catch(() => undefined);
  if (!folder?.isDirectory()) throw new SutError("SUT_NOT_FOUND", `the SUT's working folder ${options.cwd} does not exist`);
  options.guard.prepare();
  const child = spawnGroup(command, args, options);
  if (child.pid !== undefined) options.guard.add(child.pid);
  await started(child, command, options.cwd);
  const group = child.pid ?? 0;
  const signalGroup = (signal: NodeJS.Signals) => killGroup(child, group, signal);
  const ended = readToEnd(child, options.output).then((status) => {
    options.guard.remove(group);
    return status;
  });
  // Its children go with it, at whatever moment and for whatever reason it ended.
  child.once("exit", () => signalGroup("SIGKILL"));
  return { pid: group, ended, terminate: () => signalGroup("SIGTERM"), kill: () => signalGroup("SIGKILL") };
}

function spawnGroup(command: string, args: readonly string[], options: ProcessOptions): ChildProcess {
  try {
    return spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
  } catch (error) {
    // Thrown, not emitted, for arguments that no system can pass on (a NUL in a word).
    throw new SutError("SUT_NOT_STARTED", `the SUT could not be started: ${(error as Error).message}`);
  }
}

function started(child: ChildProcess, command: string, cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.on("error", (error: NodeJS.ErrnoException) => reject(startError(error, command, cwd)));
  });
}

function startError(error: NodeJS.ErrnoException, command: string, cwd: string): SutError {
  if (error.code === "ENOENT") {
    return new SutError(
      "SUT_NOT_FOUND",
      `the SUT's command "${command}" was not found (on the PATH, or from ${cwd}; or the interpreter that it names)`,
    );
  }
  const why = error.code === "EACCES" ? "it is not an executable file (permission denied)" : error.message;
  return new SutError("SUT_NOT_STARTED", `the SUT's command "${command}" could not be started: ${why}`);
}

function readToEnd(child: ChildProcess, output: SutOutput): Promise<SutStatus> {
  for (const stream of ["stdout", "stderr"] as const) read(child, stream, output);
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      const settle = () => {
        clearTimeout(timer);
        child.stdout?.destroy();
        child.stderr?.destroy();
        void output.finish().then(() => resolve({ code, signal }));
      };
      const timer = setTimeout(settle, PIPE_GRACE);
      child.once("close", settle);
    });
  });
}

function read(child: ChildProcess, stream: OutputStream, output: SutOutput): void {
  const pipe = child[stream];
  pipe?.on("error", () => undefined);
  pipe?.on("data", (chunk: Buffer) => {
    output.feed(stream, chunk);
    if (!output.floods(stream) || child.exitCode !== null || child.signalCode !== null) return;
    pipe.pause();
    setTimeout(() => pipe.resume(), FLOOD_PAUSE).unref();
  });
}

function killGroup(child: ChildProcess, group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // No such group (all gone), or a system without groups.
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  }
}
