import { Command, CommanderError, Help, type Option } from "commander";
import { version } from "../../package.json";
import { COMMANDS, loadCommand } from "./commands";
import { indentedLine, oneLine, printable } from "../text";
import { EXIT, type CliIo, type ExitCode } from "./io";
import { messageOf } from "../text";

/** Runs one command line (without `node` and the script) and resolves with the exit code; never rejects, never exits. */
export async function main(words: readonly string[], given: CliIo): Promise<ExitCode> {
  const argv = asHelp(words);
  const io = guarded(given);
  let exitCode: ExitCode = EXIT.good;
  const program = createProgram(io);
  const name = argv.find((word) => !word.startsWith("-"));
  try {
    for (const [command, summary] of Object.entries(COMMANDS)) {
      if (command === name) loadCommand(name).register(program, { ...io, words: argv }, (code) => (exitCode = code));
      else program.command(command).summary(summary).description(summary).allowUnknownOption().helpOption(false);
    }
    if (name !== undefined && !(name in COMMANDS)) program.error(`error: unknown command '${name}'`);
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    return report(error, argv, io);
  }
}

/** `help test` is `test --help`: each command is loaded only when it is named, so the parser's own command knows none. */
function asHelp([first, ...rest]: readonly string[]): readonly string[] {
  if (first === "help") return [...rest.filter((word) => !word.startsWith("-")), "--help"];
  return first === undefined ? [] : [first, ...rest];
}

/** Whatever a command prints as a line: arguments, files, what peers and products said. */
function guarded(io: CliIo): CliIo {
  const out = (line: string, painted = "") => io.out(`${painted}${indentedLine(line)}`);
  return { ...io, out, err: (line) => io.err(indentedLine(line)) };
}

function createProgram(io: CliIo): Command {
  return new Command("reverse-hello")
    .description("Conformance suite and network-fault simulator for OPC UA Reverse Connect")
    .version(version)
    .showHelpAfterError("(add --help for the options)")
    .exitOverride()
    .configureHelp({ optionDescription })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(printable(text)),
      outputError: (text, write) => write(`${oneLine(text.replace(/^error: /, "reverse-hello: "))}\n`),
    });
}

/** A default that says nothing (no entry, not given), or is in the text, is not told after it. */
function optionDescription(this: Help, option: Option): string {
  const isTold = /default/.test(option.description) || option.defaultValue === false || Array.isArray(option.defaultValue);
  const told = isTold ? Object.assign(Object.create(option) as Option, { defaultValue: undefined }) : option;
  return Help.prototype.optionDescription.call(this, told);
}

/** What a disk says that is full, or may not be written. */
const NO_ROOM: readonly string[] = ["ENOSPC", "EDQUOT", "EROFS"];

/** One sentence for the user; a stack trace only with REVERSE_HELLO_DEBUG=1. */
function report(error: unknown, argv: readonly string[], io: CliIo): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.usage;
  // What waited with the signal may say so in its own words (AbortError of Node.js).
  if (io.signal.aborted && (error === io.signal.reason || (error as Partial<Error> | undefined)?.name === "AbortError")) {
    io.err(`reverse-hello: ${(io.signal.reason as Error).message}`);
    return EXIT.couldNotRun;
  }
  const full = typeof error === "object" && error !== null && "code" in error && NO_ROOM.includes(String(error.code));
  if (full) {
    io.err(`reverse-hello: cannot write (${messageOf(error)}); make room, or name another place`);
    return EXIT.toolFailed;
  }
  const known = typeof error === "object" && error !== null && "exitCode" in error;
  const message = messageOf(error);
  io.err(
    known
      ? `reverse-hello: ${message}`
      : `reverse-hello: internal error in '${argv[0] ?? ""}': ${message}; run again with REVERSE_HELLO_DEBUG=1 for the stack`,
  );
  if (io.env["REVERSE_HELLO_DEBUG"] && error instanceof Error) io.stderr.write(`${printable(error.stack ?? "")}\n`);
  return known ? (error.exitCode as ExitCode) : EXIT.toolFailed;
}
