import { constants } from "node:os";
import { describeStatus, type SutStatus } from "./errors";

/** What a program is ended by that did something forbidden, or gave itself up. */
const CRASH_SIGNALS = ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP", "SIGSYS"] as const;
const SHELL_OFFSET = 128;

/** What run times print of an error that nobody caught, at the beginning of a line. */
const UNCAUGHT = [
  /^Unhandled exception\b/i, // .NET
  /^Traceback \(most recent call last\):/, // Python
  /^Exception in thread "/, // Java
  /^terminate called /, // C++ (libstdc++)
  /^libc\+\+abi: terminating/,
  /^thread '[^']*' (\(\d+\) )?panicked at/, // Rust
  /^(panic: |fatal error: |SIG[A-Z]+: )/, // Go
  /^Uncaught |^\[?UnhandledPromiseRejection|^Node\.js v\d+\.\d+\.\d+$/, // Node.js
  /^==\d+==\s*ERROR: \w+Sanitizer/,
  /^(Segmentation fault|Aborted|Bus error|Illegal instruction|Floating point exception)\b/, // shells
];

export interface Ending {
  readonly status: SutStatus;
  /** It was told to end before it did. */
  readonly asked: boolean;
  /** What it printed since it was told to end. */
  readonly lines: readonly string[];
}

/**
 * How a program crashed, if it did: a fatal signal, by itself or by way of a shell (139 is 128 + SIGSEGV), at any time; unasked any end with
 * another exit code than 0 or by a signal. Whoever is told to end may do so with any exit code; there a printed uncaught exception tells. Pure.
 */
export function crashOf({ status, asked, lines }: Ending): string | undefined {
  const signal = fatalSignal(status);
  if (signal) return `it crashed with ${signal}${status.signal === null ? ` (exit code ${status.code})` : ""}`;
  if (!asked) {
    const isGood = status.code === 0 && status.signal === null;
    return isGood ? undefined : `it ended unasked with ${describeStatus(status)}`;
  }
  const isUsual = status.signal !== null || status.code === 0 || (status.code ?? 0) > SHELL_OFFSET;
  const uncaught = isUsual ? undefined : lines.find((line) => UNCAUGHT.some((pattern) => pattern.test(line)));
  return uncaught === undefined
    ? undefined
    : `it ended with ${describeStatus(status)} and an uncaught exception when it was told to end`;
}

function fatalSignal({ code, signal }: SutStatus): string | undefined {
  return CRASH_SIGNALS.find((name) => name === signal || code === SHELL_OFFSET + constants.signals[name]);
}
