import { isatty } from "node:tty";
import { removeTemporary, sweepTemporary } from "../files";
import { redirectConsole } from "../text";
import { onEndOfLine } from "./again";
import { main } from "./main";
import { EXIT, type CliIo } from "./io";

/** How long, in ms, a command may take to end after it was told to. */
const STOP_LIMIT = 1900;
/** One Ctrl-C comes twice, some ms apart, where npm stands between: from the terminal, and from npm. */
const SAME_SIGNAL = 100;

/** The only place of the tool that touches `process`: signals, streams, environment, exit code. */
export async function runProcess(): Promise<void> {
  hidePasswords(process.argv);
  const stop = new AbortController();
  let first: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (first !== undefined && performance.now() - first > SAME_SIGNAL) process.exit(EXIT.couldNotRun);
      first ??= performance.now();
      stop.abort(new Error(`stopped by ${signal}`));
    });
  }
  stop.signal.addEventListener("abort", endSoon);
  process.on("exit", removeTemporary);
  sweepTemporary();
  onEndOfLine(process.env, () => stop.abort(new Error("stopped")));
  let unwritable = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (unwritable || stop.signal.aborted) return;
    // A reader that went away (`reverse-hello list | head`) is no error; what would run on for nobody ends cleanly.
    if (error.code === "EPIPE") return stop.abort(new Error("stopped: nobody reads its output any more"));
    unwritable = true;
    process.stderr.write(
      `reverse-hello: cannot write to standard output (${error.code ?? error.message}); make room, or write elsewhere\n`,
    );
    stop.abort(new Error("stopped: standard output cannot be written"));
  });
  // There is no other place to complain.
  process.stderr.on("error", () => undefined);
  redirectConsole((line) => void process.stderr.write(`library: ${line}\n`));
  const io: CliIo = {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    stdout: process.stdout,
    stderr: process.stderr,
    // Not touched unless it is a terminal: a pipe that nobody reads would keep the process waiting.
    ...(isatty(0) ? { stdin: process.stdin } : {}),
    env: process.env,
    cwd: process.cwd(),
    isTerminal: process.stdout.isTTY,
    signal: stop.signal,
  };
  // An event loop that runs empty before the command has ended is no success.
  process.exitCode = EXIT.toolFailed;
  const code = await main(process.argv.slice(2), io);
  // What standard output has to say against the last words comes a turn later.
  await new Promise((resolve) => setImmediate(resolve));
  process.exitCode = unwritable ? EXIT.couldNotRun : code;
  // Give pending output its time, then end: a library's forgotten timer must not keep the command alive.
  process.stdout.write("", () => process.stderr.write("", () => process.exit()));
}

/** What other users of the machine see of this process is without the password of `--user NAME:PASSWORD`. */
function hidePasswords(words: readonly string[]): void {
  const hidden = words.map((word, at) =>
    words[at - 1] === "--user" ? word.replace(/:.*$/s, ":***") : word.replace(/^(--user=[^:]*):.*$/s, "$1:***"),
  );
  if (hidden.some((word, at) => word !== words[at])) process.title = hidden.join(" ");
}

/** Nobody waits longer than 2 s after Ctrl-C; products under test that still run end with this process (src/suite/sut/guard.ts). */
function endSoon(): void {
  setTimeout(() => {
    process.stderr.write("reverse-hello: what still ran was ended by force\n");
    process.exit(EXIT.couldNotRun);
  }, STOP_LIMIT).unref();
}
