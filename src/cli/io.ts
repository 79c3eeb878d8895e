import { EXIT, type ExitCode } from "../vocabulary";

export { EXIT, type ExitCode };

/** Everything the command line may touch of its process; passed in so that commands can be run and judged inside a test. */
export interface CliIo {
  /**
   * Writes a line to standard output. What a peer said in it cannot act on a terminal, and makes no second line; `painted`, words of our
   * own with colours, stands before it as it is.
   */
  out(line: string, painted?: string): void;
  /** The same to standard error. */
  err(line: string): void;
  /** For more than a line, colours and moving progress; whoever writes here makes what others said printable (src/text). */
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** The terminal to ask questions at; absent when standard input is none. */
  readonly stdin?: NodeJS.ReadableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The command line, without `node` and the script. */
  readonly words?: readonly string[];
  /** True when standard output is a terminal: colours and moving progress are welcome. */
  readonly isTerminal: boolean;
  /** Aborted at Ctrl-C or TERM; a command then ends cleanly and soon. */
  readonly signal: AbortSignal;
}

/** Wrong usage or configuration: one sentence for the user; exit code 2. */
export class UsageError extends Error {
  readonly code = "USAGE";
  readonly exitCode = EXIT.usage;
  override readonly name = "UsageError";
}

/** The run could not take place (port in use, proxy not reachable, nothing selected): one sentence; exit code 3. */
export class CannotRunError extends Error {
  readonly code = "CANNOT_RUN";
  readonly exitCode = EXIT.couldNotRun;
  override readonly name = "CannotRunError";
}
