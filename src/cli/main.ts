import { Command, CommanderError, Help, type Option } from "commander";
import { version } from "../../package.json";
import { COMMANDS, loadCommand } from "./commands";
import { EXIT, type CliIo, type ExitCode } from "./io";
import { messageOf } from "../text";

/** Runs one command line (without `node` and the script) and resolves with the exit code; never rejects, never exits. */
export async function main(argv: readonly string[], io: CliIo): Promise<ExitCode> {
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

function createProgram(io: CliIo): Command {
  return new Command("reverse-hello")
    .description("Conformance suite and network-fault simulator for OPC UA Reverse Connect")
    .version(version)
    .showHelpAfterError("(add --help for the options)")
    .exitOverride()
    .configureHelp({ optionDescription })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, "reverse-hello: ")),
    });
}

/** A default that says nothing (no entry, not given), or is in the text, is not told after it. */
function optionDescription(this: Help, option: Option): string {
  const isTold = /default/.test(option.description) || option.defaultValue === false || Array.isArray(option.defaultValue);
  const told = isTold ? Object.assign(Object.create(option) as Option, { defaultValue: undefined }) : option;
  return Help.prototype.optionDescription.call(this, told);
}

/** One sentence for the user; a stack trace only with REVERSE_HELLO_DEBUG=1. */
function report(error: unknown, argv: readonly string[], io: CliIo): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.usage;
  if (io.signal.aborted && error === io.signal.reason) {
    io.err(`reverse-hello: ${(error as Error).message}`);
    return EXIT.couldNotRun;
  }
  const known = typeof error === "object" && error !== null && "exitCode" in error;
  const message = messageOf(error);
  io.err(
    known
      ? `reverse-hello: ${message}`
      : `reverse-hello: internal error in '${argv[0] ?? ""}': ${message}; run again with REVERSE_HELLO_DEBUG=1 for the stack`,
  );
  if (io.env["REVERSE_HELLO_DEBUG"] && error instanceof Error) io.err(error.stack ?? "");
  return known ? (error.exitCode as ExitCode) : EXIT.toolFailed;
}
