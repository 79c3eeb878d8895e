import type { FaultFile, FaultFileDo, FaultFileFault, FaultFileHow, FaultFileOn, FaultFileWhere } from "../../files";

/** How a connection is ended: `close` is FIN, `reset` is RST. */
export type Ending = FaultFileHow;
export type Fault = FaultFileFault;
export type FaultOn = FaultFileOn;
export type FaultDo = FaultFileDo;
export type Where = FaultFileWhere;

/** A step of a feature: text, and a table where it takes one. */
export interface Sentence {
  readonly text: string;
  readonly table?: readonly (readonly [string, string])[];
  /** Line in the file, from 1. */
  readonly line?: number;
}

/** A `*.fault.yaml`, checked. */
export interface FaultScenario extends Omit<FaultFile, "seed" | "peer" | "expect" | "last"> {
  /** Absolute path of a sut.yaml; undefined: the built-in reference peer of the role. */
  readonly sut?: string;
  readonly seed?: string;
  readonly requirements: readonly string[];
  readonly tags: readonly string[];
  readonly peer: readonly Sentence[];
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
