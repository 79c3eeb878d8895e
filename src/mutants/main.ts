import { Command, CommanderError } from "commander";
import { aggregationMutants, clientMutants, serverMutants, type ClientMutant, type ServerMutant } from "../../simulators/mutants";
import type { ModuleIo } from "../suite/sut";
import { registerAggregationServer } from "../cli/commands/simulate/aggregation-server";
import { registerClient } from "../cli/commands/simulate/client";
import type { ClientAdaptation, ServerAdaptation } from "../cli/commands/simulate/flags";
import { registerServer } from "../cli/commands/simulate/server";

/**
 * `NAME server …` (or client, or aggregation-server) runs the command line of `simulate server …` with the mutant of that name put in; for `module:` of a SUT
 * description. Rejects when there is no such mutant.
 */
export async function main(argv: readonly string[], io: ModuleIo): Promise<number> {
  const [name = "", ...words] = argv;
  let exitCode = 0;
  const program = new Command().exitOverride().configureOutput({ writeErr: (text) => io.err(text.trimEnd()) });
  const finish = (code: number) => void (exitCode = code);
  const [role] = words;
  if (role === "server") registerServer(program, io, finish, adaptationOf(find(serverMutants, name)));
  else if (role === "aggregation-server") registerAggregationServer(program, io, finish, find(aggregationMutants, name));
  else registerClient(program, io, finish, clientAdaptationOf(find(clientMutants, name)));
  const changed = role === "client" ? find(clientMutants, name).words?.(words) : undefined;
  try {
    await program.parseAsync(changed ?? words, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
  return exitCode;
}

function find<M extends { readonly name: string }>(mutants: readonly M[], name: string): M {
  const mutant = mutants.find((candidate) => candidate.name === name);
  if (!mutant) throw new Error(`there is no mutant ${name}`);
  return mutant;
}

function clientAdaptationOf(mutant: ClientMutant): ClientAdaptation {
  return {
    options: (given) => {
      const changed = mutant.options?.(given) ?? given;
      return mutant.behaviour ? { ...changed, behaviour: { ...changed.behaviour, ...mutant.behaviour() } } : changed;
    },
    session: (given) => mutant.session?.(given) ?? given,
  };
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
