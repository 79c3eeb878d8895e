import { fork, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { packageRoot } from "../../files";
import type { OrphanGuard } from "./guard";
import { SutError, describeStatus, type SutStatus } from "./errors";
import type { HostReport, HostRequest } from "./host-protocol";
import type { SutOutput } from "./output";
import type { SutBackend } from "./process";
import { moduleFile, nodeEnvironment, nodeOptions } from "./tool";

export interface SutHostOptions {
  /** Environment of the host process, by default that of its owner; instances get their own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Words before the command that put the host into another network. */
  readonly enter?: readonly string[] | undefined;
  /** Ends a host that hangs when its owner is gone. */
  readonly guard?: OrphanGuard;
}

export interface HostStart {
  /** "builtin:cli" or an absolute path. */
  readonly module: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly output: SutOutput;
}

interface Instance {
  readonly child: ChildProcess;
  readonly output: SutOutput;
  readonly end: (status: SutStatus) => void;
}

// A host with nothing left to do ends within a few ms of the disconnect; this is for one that hangs.
const HOST_GRACE = 2000;
// The last output of a host that has ended is read within a few ms.
const PIPE_GRACE = 500;

/**
 * A warm process for SUTs that are Node modules: forked at the first start, it pays `require()` once, keeps the SUT apart from the
 * harness and runs any number of instances. When it dies, its instances end with that reason and the next start forks another.
 */
export class SutHost {
  private child: ChildProcess | undefined;
  private nextId = 1;
  private readonly instances = new Map<number, Instance>();

  constructor(private readonly options: SutHostOptions = {}) {}

  /** Process id, while the host runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Loads a module ahead of its first start. Rejects with SutError SUT_NOT_STARTED when that fails. */
  async warm(module: string): Promise<void> {
    const child = this.ensure();
    const file = moduleFile(module);
    const error = await new Promise<string | undefined>((resolve) => {
      const listener = (report: HostReport) => {
        if (report.type === "loaded" && report.file === file) settle(report.error);
      };
      const onExit = (code: number | null, signal: NodeJS.Signals | null) =>
        settle(`it ended with ${describeStatus({ code, signal })}`);
      const settle = (result: string | undefined) => {
        child.off("message", listener);
        child.off("exit", onExit);
        resolve(result);
      };
      child.on("message", listener);
      child.on("exit", onExit);
      // The command line loads node-opcua only when a command needs it: here, every one will.
      this.send({ type: "load", file, libraries: module === "builtin:cli" ? ["node-opcua"] : [] });
    });
    this.rest();
    if (error !== undefined) throw new SutError("SUT_NOT_STARTED", `the module ${module} cannot be loaded: ${error}`);
  }

  /** Runs the module's `main(argv, io)`; its end is the end of that promise. */
  start(start: HostStart): SutBackend {
    const child = this.ensure();
    const id = this.nextId++;
    const ended = new Promise<SutStatus>((end) => this.instances.set(id, { child, output: start.output, end }));
    this.send({ type: "start", id, file: moduleFile(start.module), argv: start.argv, env: start.env, cwd: start.cwd });
    return {
      pid: child.pid ?? 0,
      ended: ended.then((status) => start.output.finish().then(() => status)),
      terminate: () => this.send({ type: "stop", id }),
      // One instance cannot be ended by force alone: the host goes, and with it what else runs there.
      kill: () => void (this.instances.has(id) && child.kill("SIGKILL")),
    };
  }

  /** Ends the host and what still runs in it. */
  async stop(): Promise<void> {
    const child = this.child;
    if (!child) return;
    child.ref();
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const timer = setTimeout(() => child.kill("SIGKILL"), HOST_GRACE);
    if (child.connected) child.disconnect();
    else child.kill("SIGKILL");
    await gone;
    clearTimeout(timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private ensure(): ChildProcess {
    const child = (this.child ??= this.fork());
    child.ref();
    child.channel?.ref();
    return child;
  }

  private fork(): ChildProcess {
    const entry = createRequire(__filename).resolve("./host-child");
    const { enter: [command, ...words] = [] } = this.options;
    const { guard } = this.options;
    guard?.prepare();
    const child = fork(entry, [], {
      ...(command ? { execPath: command } : {}),
      execArgv: [...words, ...(command ? [process.execPath] : []), ...nodeOptions()],
      cwd: packageRoot(),
      env: { ...(this.options.env ?? process.env), ...nodeEnvironment() },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Ctrl-C in the terminal is for the harness, which then stops everything in its order.
      detached: true,
    });
    if (child.pid !== undefined) guard?.add(child.pid);
    child.on("message", (report: HostReport) => this.onReport(report));
    child.on("error", () => undefined);
    for (const stream of [child.stdout, child.stderr]) {
      // What libraries print past `io` belongs to no instance in particular.
      stream?.on("data", (chunk: Buffer) => {
        for (const instance of this.instances.values()) if (instance.child === child) instance.output.feed("stderr", chunk);
      });
      (stream as { unref?(): void } | null)?.unref?.();
    }
    child.once("exit", (code, signal) => {
      if (child.pid !== undefined) guard?.remove(child.pid);
      this.forget(child);
      // Its last words are still to be read; the pipes do not keep our loop alive, the timer does.
      const settle = () => (clearTimeout(timer), this.onEnd(child, { code, signal }));
      const timer = setTimeout(settle, PIPE_GRACE);
      child.once("close", settle);
    });
    return child;
  }

  private onReport(report: HostReport): void {
    if (report.type === "output") this.instances.get(report.id)?.output.feed(report.stream, Buffer.from(report.text, "utf8"));
    if (report.type !== "exit") return;
    this.instances.get(report.id)?.end(report.status);
    this.instances.delete(report.id);
    this.rest();
  }

  private forget(child: ChildProcess): void {
    if (this.child === child) this.child = undefined;
  }

  /** Another host may run already: only what ran in this one has ended. */
  private onEnd(child: ChildProcess, status: SutStatus): void {
    for (const [id, instance] of this.instances) {
      if (instance.child !== child) continue;
      this.instances.delete(id);
      instance.end({ ...status, detail: "the warm host that ran it ended" });
    }
  }

  /** A host without instances does not keep its owner's process alive. */
  private rest(): void {
    if (this.instances.size > 0) return;
    this.child?.unref();
    this.child?.channel?.unref();
  }

  private send(request: HostRequest): void {
    if (this.child?.connected) this.child.send(request, () => undefined);
  }
}
