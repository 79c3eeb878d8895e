import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

/** For a busy machine that loads node-opcua in several processes. */
export const PATIENCE = 40_000;

/** One of the tool's commands as a process of its own: what ends it ends nothing else. */
export class Program implements AsyncDisposable {
  readonly lines: string[] = [];
  private readonly watchers = new Set<() => void>();
  private readonly child: ChildProcess;
  private readonly home = mkdtempSync(join(tmpdir(), "reverse-hello-hostile-"));
  private readonly closed: Promise<void>;

  constructor(...words: string[]) {
    const argv = ["--require", "ts-node/register/transpile-only", resolve("src/cli/entry.ts"), ...words];
    const env = { ...process.env, HOME: this.home, XDG_CACHE_HOME: "", XDG_DATA_HOME: "", XDG_STATE_HOME: "" };
    this.child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"], env });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface(stream).on("line", (line) => this.take(line));
    }
    this.closed = new Promise((done) => this.child.on("close", () => done()));
    void this.closed.then(() => this.take("(the process ended)"));
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The first line from position `from` on that matches, with its groups. */
  line(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    return new Promise((found, reject) => {
      const stop = (error?: Error) => {
        clearTimeout(timer);
        this.watchers.delete(look);
        if (error) reject(error);
      };
      const tail = () => this.lines.slice(-15).join("\n");
      const timer = setTimeout(() => stop(new Error(`no ${pattern} in ${PATIENCE} ms:\n${tail()}`)), PATIENCE);
      const look = () => {
        for (const line of this.lines.slice(from)) {
          const match = pattern.exec(line);
          if (match) return (stop(), found(match));
        }
        if (!this.alive) stop(new Error(`the process ended before ${pattern}:\n${tail()}`));
      };
      this.watchers.add(look);
      look();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 5000);
    await this.closed;
    clearTimeout(timer);
    rmSync(this.home, { recursive: true, force: true });
  }

  private take(line: string): void {
    this.lines.push(line);
    for (const watcher of [...this.watchers]) watcher();
  }
}
