import type { Direction, Role } from "../../trace";
import type { Dialect } from "../../vocabulary";

/** How a connection is ended: `close` is FIN, `reset` is RST. */
export type Ending = "close" | "reset";

/** The event that a fault waits for. */
export interface FaultOn {
  readonly message?: string;
  readonly direction?: Direction;
  readonly chunk?: "F" | "C" | "A";
  readonly nth?: number;
  readonly every?: number;
  /** At most so often. */
  readonly times?: number;
  readonly connection?: number;
  readonly dial?: true;
  readonly time?: string | number;
  readonly bytes?: number;
  readonly idle?: string | number;
}

export type Where = true | "before" | "after" | { readonly "after-bytes": number };

/** What the network does then. */
export interface FaultDo {
  readonly drop?: true;
  readonly delay?: string | number;
  readonly jitter?: string | number;
  readonly hold?: string | number;
  readonly then?: "deliver" | Ending;
  readonly duplicate?: true;
  readonly swap?: true;
  readonly truncate?: number;
  readonly close?: Where;
  readonly reset?: Where;
  readonly corrupt?: Readonly<Record<string, string | number>>;
  readonly inject?: Readonly<Record<string, string>>;
  readonly refuse?: true;
  readonly accept?: Ending | "silent";
  readonly slice?: number;
  readonly bandwidth?: number;
  readonly swallow?: true;
  readonly stall?: true;
  readonly "drop-syn"?: true;
  readonly reorder?: true;
  readonly "lose-packets"?: number;
  readonly mtu?: number;
}

export interface Fault {
  readonly name?: string;
  readonly on?: FaultOn;
  readonly do: FaultDo;
  readonly chance?: number;
}

/** A step of a feature: text, and a table where it takes one. */
export interface Sentence {
  readonly text: string;
  readonly table?: readonly (readonly [string, string])[];
  /** Line in the file, from 1. */
  readonly line?: number;
}

/** A `*.fault.yaml`, checked. */
export interface FaultScenario {
  readonly name: string;
  readonly symptom?: string;
  readonly source?: string;
  /** Absolute path of a sut.yaml; undefined: the built-in reference peer of the role. */
  readonly sut?: string;
  readonly role: Role;
  readonly seed?: string;
  readonly dialect?: Dialect;
  readonly requirements: readonly string[];
  readonly tags: readonly string[];
  readonly peer: readonly Sentence[];
  readonly faults: readonly Fault[];
  readonly expect: readonly Sentence[];
  /** Undefined: the default of the role. */
  readonly last?: readonly Sentence[];
}

/** A scenario file that cannot be used: file, line, field and what is allowed, in one sentence. */
export class FaultFileError extends Error {
  readonly code = "FAULT_FILE";
  /** The command line's exit code for wrong configuration. */
  readonly exitCode = 2;
  constructor(
    readonly file: string,
    readonly line: number | undefined,
    readonly problem: string,
  ) {
    super(`${file}${line === undefined ? "" : `:${line}`}: ${problem}`);
    this.name = "FaultFileError";
  }
}
