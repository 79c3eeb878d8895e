import { Command, CommanderError } from "commander";
import { serverMutants, type ServerMutant } from "../../simulators/mutants";
import type { ModuleIo } from "../harness/sut";
import type { ServerAdaptation } from "../cli/commands/simulate/run-server";
import { registerServer } from "../cli/commands/simulate/server";

/**
 * `NAME server …` runs the command line of `simulate server …` with the mutant of that name put in; for `module:` of a SUT
 * description. Rejects when there is no such mutant.
 */
export async function main(argv: readonly string[], io: ModuleIo): Promise<number> {
  const [name = "", ...words] = argv;
  let exitCode = 0;
  const program = new Command().exitOverride().configureOutput({ writeErr: (text) => io.err(text.trimEnd()) });
  registerServer(program, io, (code) => (exitCode = code), adaptationOf(find(name)));
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
  return exitCode;
}

function find(name: string): ServerMutant {
  const mutant = serverMutants.find((candidate) => candidate.name === name);
  if (!mutant) throw new Error(`there is no mutant ${name}`);
  return mutant;
}

function adaptationOf(mutant: ServerMutant): ServerAdaptation {
  return {
    options: (given) => {
      const changed = mutant.options?.(given) ?? given;
      return mutant.behaviour ? { ...changed, behaviour: { ...changed.behaviour, ...mutant.behaviour() } } : changed;
    },
    server: (server) => mutant.server?.(server),
  };
}
