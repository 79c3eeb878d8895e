import type { Dialect, KnownFailure, Role, SutRole, TimingName, Timings } from "../../vocabulary";

export type { Dialect, KnownFailure, Timings as SutTiming };

/** One word of a command line with placeholders, or a group of words that is repeated for every value of its placeholders. */
export type CommandWord = string | readonly string[];

/** How a SUT process is started. */
export interface SutStart {
  readonly command: readonly CommandWord[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute working folder; `{workdir}` stays to be filled in. */
  readonly cwd: string;
  /** A line of stdout or stderr that says "ready"; absent: ready as soon as the process runs. */
  readonly ready?: RegExp;
  /** Milliseconds until the ready line must have come. */
  readonly readyTimeout: number;
  /** Milliseconds between TERM and KILL. */
  readonly stopTimeout: number;
  /** "builtin:cli" or an absolute path: call `main(argv, io)` of this module in a warm host instead of spawning. */
  readonly module?: string;
  /** Argument groups that scenarios ask for by name; a name that is absent is a capability that is not claimed. */
  readonly options: Readonly<Record<string, readonly CommandWord[]>>;
}

/** A SUT that already runs; nobody here can restart it. */
export interface SutAttach {
  /** Role server: the URLs that it dials, thus where the simulator must listen. */
  readonly clientUrls: readonly string[];
  /** Role client: the URLs on which it listens, thus where the simulator must dial. */
  readonly listenUrls: readonly string[];
}

/** With a password, or the name of the environment variable that has it. */
export interface SutUser {
  readonly user: string;
  readonly password?: string;
  readonly passwordEnv?: string;
}

export interface SutSecurity {
  readonly policies: readonly string[];
  readonly modes: readonly ("Sign" | "SignAndEncrypt")[];
  readonly users: readonly SutUser[];
  /** Absolute path of the SUT's own certificate (PEM or DER), if it is not to be asked for by GetEndpoints. */
  readonly certificate?: string;
}

/** Where a file names a capability: in `capabilities`, `lacks` or `variants`, or as a group of `start.options`. */
export interface NamedCapability {
  readonly name: string;
  readonly field: string;
  readonly line: number;
}

/** A `sut.yaml`, checked, with defaults filled in, paths absolute and durations in ms. */
export interface SutDescription {
  /** Absolute path of the file. */
  readonly file: string;
  /** Absolute folder of the file; relative paths in it start here. */
  readonly folder: string;
  readonly name: string;
  readonly version?: string;
  readonly role: SutRole;
  readonly start: Partial<Readonly<Record<Role, SutStart>>>;
  readonly attach: Partial<Readonly<Record<Role, SutAttach>>>;
  /** `scenario`: a process for each; `run`: one for all. */
  readonly lifetime: "scenario" | "run";
  /** "host": it needs this machine's own network, and cannot be in the network lab. */
  readonly network: "any" | "host";
  readonly identity: { readonly applicationUri?: string; readonly endpointUrl?: string };
  readonly timing: Timings;
  /** Names in `timing` that the file states; the rest are defaults. */
  readonly statedTiming: ReadonlySet<TimingName>;
  readonly security: SutSecurity;
  /** What the file claims: `capabilities` and the names of `start.options`. Never inferred from behaviour. */
  readonly capabilities: ReadonlySet<string>;
  /** What the file says the SUT cannot do. */
  readonly lacks: ReadonlySet<string>;
  /** Every place where the file names a capability. */
  readonly named: readonly NamedCapability[];
  /** Capability -> absolute path of the description to use for scenarios that require it. */
  readonly variants: Readonly<Record<string, string>>;
  readonly dialect: Dialect;
  readonly knownFailures: readonly KnownFailure[];
}
