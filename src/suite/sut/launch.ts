import { resolve } from "node:path";
import { adviceOn, lastWords } from "./last-words";
import { crashOf } from "./crash";
import { describeStatus, SutError, type SutStatus } from "./errors";
import { OrphanGuard } from "./guard";
import { SutHost } from "./host";
import { SutOutput, type LineListener } from "./output";
import { spawnProcess, type SutBackend } from "./process";
import { nodeEnvironment, toolCommand } from "./tool";
import { loginOf, MASK, Secrets } from "./secrets";
import { onlyRoleOf, type Role } from "../../vocabulary";
import type { CommandWord, SutDescription, SutStart } from "./types";
import { expandCommand, expandText, type PlaceholderValues } from "./words";
import { waitFor } from "../../waiting";

export type SutState = "starting" | "ready" | "stopping" | "exited";

export interface LaunchOptions {
  /** Values of placeholders; {serverUri}, {endpointUrl}, {dialect}, {tool} and {workdir} have defaults. */
  readonly values: PlaceholderValues;
  /** Which role to start when the description has both. */
  readonly role?: Role;
  /** Names of `start.options` whose arguments are added. */
  readonly options?: readonly string[];
  /** Environment that the SUT inherits (PATH above all); the description's `env` wins. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Multiplies the time that it has to get ready, as `--time-scale` does with every deadline; 1 by default. */
  readonly scale?: number;
  /** Ends the start, and afterwards the SUT. */
  readonly signal?: AbortSignal;
  readonly onLine?: LineListener;
  readonly onState?: (state: SutState, detail?: string) => void;
  /** Folder for `sut.stdout` and `sut.stderr`. */
  readonly outputDir?: string;
  /** Words before the command that put the SUT into another network; those of a host are the host's own. */
  readonly enter?: readonly string[] | undefined;
  /** Runs `module:` descriptions; shared by the SUTs of a worker. Without it each gets a host of its own. */
  readonly host?: SutHost;
  /** Ends spawned processes if the harness dies; without it each has one of its own. */
  readonly guard?: OrphanGuard;
}

/** A SUT that was started and said that it is ready. */
export interface RunningSut {
  readonly pid: number;
  /** The words with which it was started, for the report; without its password. */
  readonly commandLine: readonly string[];
  /** How it ended, whoever ended it; never rejects. */
  readonly exited: Promise<SutStatus>;
  /** Undefined while it runs. */
  readonly status: SutStatus | undefined;
  /** It was told to end, whether it has ended or not. */
  readonly isAsked: boolean;
  /** How it crashed, if it has ended and did, in words. */
  readonly crash: string | undefined;
  /** Its last `count` lines (20), oldest first. */
  tail(count?: number): string[];
  /** TERM, then KILL after the grace, children included. Resolves when it is gone; idempotent. */
  stop(): Promise<SutStatus>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts the SUT that a description describes and waits until it is ready.
 * Rejects with SutError (see its codes) and leaves nothing running then. Throws RangeError for a role that cannot be started.
 */
export async function launchSut(description: SutDescription, options: LaunchOptions): Promise<RunningSut> {
  const start = startOf(description, options.role);
  options.signal?.throwIfAborted();
  const sut = await LaunchedSut.start(description, start, options);
  await sut.ready();
  return sut;
}

class LaunchedSut implements RunningSut {
  readonly exited: Promise<SutStatus>;
  status: SutStatus | undefined;
  crash: string | undefined;
  private stopping: Promise<SutStatus> | undefined;
  /** Lines that it had printed when it was told to end. */
  private linesBefore = 0;

  private constructor(
    private readonly name: string,
    private readonly config: SutStart,
    private readonly options: LaunchOptions,
    readonly commandLine: readonly string[],
    private readonly output: SutOutput,
    private readonly backend: SutBackend,
    release: () => Promise<void>,
  ) {
    this.exited = backend.ended.then(async (status) => {
      const lines = output.since(this.linesBefore);
      this.crash = crashOf({ status, asked: this.isAsked, lines });
      this.status = status;
      options.onState?.("exited", describeStatus(status));
      await release();
      return status;
    });
    const onAbort = () => void this.stop();
    options.signal?.addEventListener("abort", onAbort);
    void this.exited.then(() => options.signal?.removeEventListener("abort", onAbort));
  }

  static async start(description: SutDescription, config: SutStart, options: LaunchOptions): Promise<LaunchedSut> {
    const values = allValues(description, config, options);
    const secrets = new Secrets(description, options.env);
    const groups = (options.options ?? []).map((name) => optionOf(config, name));
    const words = expandCommand(config.command, groups, values);
    const cwd = resolve(expandText(config.cwd, values));
    const own = Object.entries(config.env).map(([name, text]) => [name, expandText(text, values)] as const);
    const tool = config.command.includes("{tool}") ? nodeEnvironment() : {};
    const env = { ...options.env, ...tool, ...Object.fromEntries(own) };
    const output = new SutOutput({ onLine: options.onLine, outputDir: options.outputDir, secrets });
    const shown = expandCommand(config.command, groups, { ...values, password: MASK }).map((word) => secrets.text(word));
    options.onState?.("starting", shown.join(" "));
    const release = async (ownHost?: SutHost) => {
      await ownHost?.stop();
      if (guard !== options.guard) guard.close();
    };
    const make = (backend: SutBackend, ownHost?: SutHost) =>
      new LaunchedSut(description.name, config, options, shown, output, backend, () => release(ownHost));
    const guard = options.guard ?? new OrphanGuard(options.env);
    if (config.module === undefined)
      return make(await spawnProcess({ words: [...(options.enter ?? []), ...words], cwd, env, output, guard }));
    const host = options.host ?? new SutHost({ env: options.env, enter: options.enter, guard });
    const backend = host.start({ module: config.module, argv: words.slice(1), env, cwd, output });
    return make(backend, host === options.host ? undefined : host);
  }

  get pid(): number {
    return this.backend.pid;
  }

  get isAsked(): boolean {
    return this.stopping !== undefined;
  }

  tail(count = 20): string[] {
    return this.output.tail(count);
  }

  /** Waits for the ready line; stops the SUT and rejects when it does not come. */
  async ready(): Promise<void> {
    const { ready } = this.config;
    const readyTimeout = this.config.readyTimeout * (this.options.scale ?? 1);
    const outcome = ready === undefined ? "ready" : await this.firstOf(ready, readyTimeout);
    if (outcome === "ready") return this.options.onState?.("ready");
    const status = outcome === "exited" ? await this.exited : await this.stop();
    if (this.options.signal?.aborted) throw new SutError("SUT_ABORTED", `the start of ${this.name} was given up`, { status });
    const lines = lastWords(this.tail());
    if (outcome === "exited") {
      throw new SutError(
        "SUT_EXITED",
        `${this.name} ended with ${describeStatus(status)} before it was ready (a line that matches ${ready})${adviceOn(this.tail())}`,
        { status, lines },
      );
    }
    if (outcome === "too slow")
      throw new SutError(
        "SUT_NOT_READY",
        `start.ready of ${this.name}: ${ready} takes too long on the last printed line; write a simpler pattern`,
        {
          status,
          lines,
        },
      );
    const said = lines.length > 0 ? "" : "; it printed nothing";
    throw new SutError(
      "SUT_NOT_READY",
      `${this.name} printed no line that matches ${ready} within ${readyTimeout / 1000} s${said}`,
      { status, lines },
    );
  }

  stop(): Promise<SutStatus> {
    return (this.stopping ??= this.end());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private async end(): Promise<SutStatus> {
    if (this.status) return this.exited;
    this.options.onState?.("stopping");
    this.linesBefore = this.output.count;
    const timer = setTimeout(() => this.backend.kill(), this.config.stopTimeout);
    this.backend.terminate();
    const status = await this.exited;
    clearTimeout(timer);
    return status;
  }

  private firstOf(pattern: RegExp, timeout: number): Promise<"ready" | "exited" | "too slow" | undefined> {
    return waitFor((found) => {
      void this.exited.then(() => found("exited"));
      return this.output.once(pattern, (result) => found(result === true ? "ready" : result));
    }, timeout);
  }
}

function startOf(description: SutDescription, role: Role | undefined): SutStart {
  const wanted = role ?? onlyRoleOf(description.role);
  const start = wanted === undefined ? undefined : description.start[wanted];
  if (!start) throw new RangeError(`${description.file} does not say how to start the ${wanted ?? "SUT (name the role)"}`);
  return start;
}

function optionOf(start: SutStart, name: string): readonly CommandWord[] {
  const words = start.options[name];
  if (words) return words;
  const known = Object.keys(start.options).join(", ") || "none";
  throw new SutError("SUT_OPTION", `the scenario needs the argument group "${name}"; start.options has ${known}`);
}

function allValues(
  description: SutDescription,
  start: SutStart,
  { values, env }: Pick<LaunchOptions, "values" | "env">,
): PlaceholderValues {
  const { applicationUri, endpointUrl } = description.identity;
  return {
    workdir: description.folder,
    dialect: description.dialect,
    // In a warm host the first word only names the program.
    tool: start.module === undefined ? toolCommand(process.execPath) : "reverse-hello",
    ...(applicationUri === undefined ? {} : { [start === description.start.client ? "clientUri" : "serverUri"]: applicationUri }),
    ...loginOf(description, env),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    ...values,
  };
}
