import { isatty } from "node:tty";
import { main } from "./main";
import { EXIT, type CliIo } from "./io";

/** The only place of the tool that touches `process`: signals, streams, environment, exit code. */
export async function runProcess(): Promise<void> {
  const stop = new AbortController();
  let signals = 0;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      signals += 1;
      if (signals > 1) process.exit(130);
      stop.abort(new Error(`stopped by ${signal}`));
    });
  }
  // A reader that went away (`reverse-hello list | head`) is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 4));
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
  process.exitCode = await main(process.argv.slice(2), io);
  // Give pending output its time, then end: a library's forgotten timer must not keep the command alive.
  process.stdout.write("", () => process.stderr.write("", () => process.exit()));
}
