/** A `sut.yaml` that cannot be used: one sentence with file, line, field and what is allowed. */
export class SutDescriptionError extends Error {
  readonly code = "SUT_DESCRIPTION";
  /** The command line's exit code for wrong configuration. */
  readonly exitCode = 2;
  constructor(
    readonly file: string,
    readonly line: number | undefined,
    readonly field: string,
    readonly problem: string,
  ) {
    super(`${file}${line === undefined ? "" : `:${line}`}: ${problem}`);
    this.name = "SutDescriptionError";
  }
}

/**
 * - `SUT_NOT_FOUND`: the command or its working folder does not exist.
 * - `SUT_NOT_STARTED`: the operating system refused to start it (no permission, wrong format).
 * - `SUT_EXITED`: it ended before it was ready.
 * - `SUT_NOT_READY`: its ready line did not come in time; it has been stopped.
 * - `SUT_OPTION`: a scenario asks for an argument group or a placeholder value that is not there.
 * - `SUT_ABORTED`: the caller gave up while it started; it has been stopped.
 */
export type SutErrorCode = "SUT_NOT_FOUND" | "SUT_NOT_STARTED" | "SUT_EXITED" | "SUT_NOT_READY" | "SUT_OPTION" | "SUT_ABORTED";

/** The SUT could not be brought up: "could not run", never a finding about the protocol. */
export class SutError extends Error {
  /** The command line's exit code for a run that could not take place. */
  readonly exitCode = 3;
  /** How the process ended, if it did. */
  readonly status?: SutStatus;
  /** The last lines that it printed. */
  readonly lines: readonly string[];
  constructor(
    readonly code: SutErrorCode,
    message: string,
    details: { readonly status?: SutStatus; readonly lines?: readonly string[] } = {},
  ) {
    const lines = details.lines ?? [];
    super(lines.length === 0 ? message : `${message}; its last lines: ${lines.map((line) => JSON.stringify(line)).join(", ")}`);
    this.name = "SutError";
    this.lines = lines;
    if (details.status) this.status = details.status;
  }
}

/** How a SUT ended: an exit code, or the signal that ended it, and for an instance in a warm host the reason. */
export interface SutStatus {
  readonly code: number | null;
  readonly signal: string | null;
  readonly detail?: string;
}

/** "exit code 3", "signal SIGKILL". */
export function describeStatus(status: SutStatus): string {
  const how = status.signal === null ? `exit code ${status.code ?? "unknown"}` : `signal ${status.signal}`;
  return status.detail === undefined ? how : `${how} (${status.detail})`;
}
