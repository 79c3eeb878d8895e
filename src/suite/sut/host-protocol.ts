import type { SutStatus } from "./errors";
import type { OutputStream } from "./output";

/** What the harness asks of a warm host. */
export type HostRequest =
  | { readonly type: "load"; readonly file: string; readonly libraries: readonly string[] }
  | {
      readonly type: "start";
      readonly id: number;
      readonly file: string;
      readonly argv: readonly string[];
      readonly env: Readonly<Record<string, string | undefined>>;
      readonly cwd: string;
    }
  | { readonly type: "stop"; readonly id: number };

/** What a warm host reports; `exit` is the last word about an instance. */
export type HostReport =
  | { readonly type: "loaded"; readonly file: string; readonly error?: string }
  | { readonly type: "started"; readonly id: number }
  | { readonly type: "output"; readonly id: number; readonly stream: OutputStream; readonly text: string }
  | { readonly type: "exit"; readonly id: number; readonly status: SutStatus };

/** What a module's `main(argv, io)` gets in place of its process; the same shape as the command line's own. */
export interface ModuleIo {
  out(line: string): void;
  err(line: string): void;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly isTerminal: boolean;
  readonly signal: AbortSignal;
}

export type ModuleMain = (argv: readonly string[], io: ModuleIo) => Promise<number> | number;
