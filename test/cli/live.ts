import { Writable } from "node:stream";
import { main } from "../../src/cli/main";

/** For a busy machine that loads node-opcua in several processes. */
const PATIENCE = 30_000;

/** Lines that come, and waiting for one of them. */
export class Lines {
  readonly all: string[] = [];
  private readonly watchers = new Set<() => void>();
  readonly stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      this.all.push(...chunk.toString().split("\n").filter(Boolean));
      for (const watcher of [...this.watchers]) watcher();
      done();
    },
  });

  /** The `count`th line that matches. */
  line(pattern: RegExp, count = 1): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${pattern} in:\n${this.all.join("\n")}`)), PATIENCE);
      const look = () => {
        const found = this.all.filter((line) => pattern.test(line))[count - 1];
        if (found === undefined) return;
        clearTimeout(timer);
        this.watchers.delete(look);
        resolve(found);
      };
      this.watchers.add(look);
      look();
    });
  }
}

/** A command inside this process, as a warm host runs it, which goes on until it is stopped. */
export function live(argv: readonly string[], { cwd, env = {} }: { cwd: string; env?: Record<string, string> }) {
  const [lines, errors] = [new Lines(), new Lines()];
  const stop = new AbortController();
  const exit = main(argv, {
    out: (line) => lines.stream.write(`${line}\n`),
    err: (line) => errors.stream.write(`${line}\n`),
    stdout: lines.stream,
    stderr: errors.stream,
    env,
    cwd,
    isTerminal: false,
    signal: stop.signal,
  });
  return { lines, errors, exit, stop: () => (stop.abort(new Error("interrupted")), exit) };
}
