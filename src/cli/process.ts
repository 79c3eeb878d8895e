import { Socket } from "node:net";
import { isatty } from "node:tty";
import { isInside } from "../lab";
import { main } from "./main";
import { EXIT, type CliIo } from "./io";

/** The only place of the tool that touches `process`: signals, streams, environment, exit code. */
export async function runProcess(): Promise<void> {
  const stop = new AbortController();
  let signals = 0;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      signals += 1;
      if (signals > 1) process.exit(130);
      stop.abort(new Error(`stopped by ${signal}`));
    });
  }
  // In a house of the lab no signal arrives from outside: the end of this line is one (src/cli/house.ts).
  if (isInside(process.env)) listenForEnd(() => stop.abort(new Error("stopped")));
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
  process.exitCode = unwritable ? EXIT.couldNotRun : code;
  // Give pending output its time, then end: a library's forgotten timer must not keep the command alive.
  process.stdout.write("", () => process.stderr.write("", () => process.exit()));
}

function listenForEnd(onEnd: () => void): void {
  const line = new Socket({ fd: 3, readable: true, writable: false });
  line
    .on("error", () => undefined)
    .on("close", onEnd)
    .resume()
    .unref();
}
