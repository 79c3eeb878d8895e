import type { Command } from "commander";
import type { CliIo, ExitCode } from "../io";

/** One command (or a group of commands): adds itself to the program; its action hands its exit code to `finish`. */
export interface CommandModule {
  register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void;
}

/** Loaded only when called for: node-opcua and Cucumber take a second to load, `--help` must not. */
export const COMMANDS: Readonly<Record<string, { readonly summary: string; load(): Promise<CommandModule> }>> = {};
