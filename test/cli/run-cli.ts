import { PassThrough } from "node:stream";
import { main } from "../../src/cli/main";

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line inside the test, as the process would; told to stop, as by Ctrl-C, once `stopAfter` was printed. */
export async function runCli(
  argv: readonly string[],
  facts: { cwd?: string; env?: Record<string, string>; signal?: AbortSignal; stopAfter?: RegExp } = {},
): Promise<CliResult> {
  const stop = new AbortController();
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const text = { stdout: "", stderr: "" };
  stdout.on("data", (chunk: Buffer) => (text.stdout += chunk.toString()));
  stderr.on("data", (chunk: Buffer) => (text.stderr += chunk.toString()));
  for (const stream of [stdout, stderr])
    stream.on("data", () => {
      if (facts.stopAfter?.test(text.stdout + text.stderr)) stop.abort(new Error("stopped by the test"));
    });
  const code = await main(argv, {
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    stdout,
    stderr,
    env: facts.env ?? {},
    cwd: facts.cwd ?? process.cwd(),
    isTerminal: false,
    signal: facts.signal ?? stop.signal,
  });
  await Promise.all([stdout, stderr].map((stream) => new Promise<void>((resolve) => stream.end(() => resolve()))));
  return { code, ...text };
}
