import { createRequire } from "node:module";
import { keepCompiledCode } from "../../files/compile-cache";
import { Writable } from "node:stream";
import type { HostReport, HostRequest, ModuleIo, ModuleMain } from "./host-protocol";
import type { OutputStream } from "./output";
import { messageOf } from "../../text";

// The process behind SutHost: it loads a module once and runs its `main` for as many instances as it is told to, side by side.

const instances = new Map<number, AbortController>();

function report(message: HostReport, done?: () => void): void {
  if (!process.connected) return done?.();
  process.send?.(message, undefined, {}, () => done?.());
}

function load(file: string): ModuleMain {
  const loaded = createRequire(__filename)(file) as {
    readonly main?: ModuleMain;
    readonly default?: { readonly main?: ModuleMain };
  };
  const main = loaded.main ?? loaded.default?.main;
  if (typeof main !== "function") throw new TypeError(`${file} does not export a function "main(argv, io)"`);
  return main;
}

function streamTo(id: number, stream: OutputStream): Writable {
  return new Writable({
    decodeStrings: true,
    write: (chunk: Buffer, _encoding, done) => report({ type: "output", id, stream, text: chunk.toString("utf8") }, () => done()),
  });
}

async function run(request: Extract<HostRequest, { type: "start" }>): Promise<void> {
  const { id } = request;
  const stop = new AbortController();
  instances.set(id, stop);
  const [stdout, stderr] = [streamTo(id, "stdout"), streamTo(id, "stderr")];
  const io: ModuleIo = {
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    stdout,
    stderr,
    env: request.env,
    cwd: request.cwd,
    isTerminal: false,
    signal: stop.signal,
  };
  report({ type: "started", id });
  const code = await Promise.resolve()
    .then(() => load(request.file)(request.argv, io))
    .catch((error: unknown) => {
      // The message comes last, since a failed start shows the last lines.
      if (error instanceof Error && !("code" in error)) io.err(error.stack ?? "");
      io.err(error instanceof Error ? (error.message.split("\n")[0] ?? error.name) : String(error));
      return 1;
    });
  await Promise.all([stdout, stderr].map((stream) => new Promise<void>((resolve) => stream.end(resolve))));
  instances.delete(id);
  report({ type: "exit", id, status: { code, signal: null } });
}

function onLoad(file: string, libraries: readonly string[]): void {
  try {
    load(file);
    for (const library of libraries) createRequire(__filename)(library);
    report({ type: "loaded", file });
  } catch (error) {
    report({ type: "loaded", file, error: messageOf(error) });
  }
}

// What it refuses, the command has said already.
keepCompiledCode(process.env);
// The host must never outlive the harness: worker, coordinator or a killed process, the channel closes with it.
process.on("disconnect", () => process.exit(0));
process.on("message", (request: HostRequest) => {
  if (request.type === "load") onLoad(request.file, request.libraries);
  else if (request.type === "start") void run(request);
  else instances.get(request.id)?.abort(new Error("stopped by SIGTERM"));
});
