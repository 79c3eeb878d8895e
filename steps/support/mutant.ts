import { join } from "node:path";
import type { Role } from "../../src/trace";
import type { WorldParameters } from "./parameters";

const TAG = "@mutant:";

/** The parameters of a scenario: with the tag `@mutant:NAME` that mutant is the SUT, and its evidence has a folder of its own. */
export function withMutant(parameters: WorldParameters, role: Role | undefined, tags: readonly string[]): WorldParameters {
  const name = tags.find((tag) => tag.startsWith(TAG))?.slice(TAG.length);
  if (name === undefined || role === undefined) return parameters;
  const file = parameters.mutants?.[name];
  if (file === undefined) throw new Error(`the run knows no mutant ${name}`);
  const report = parameters.report === undefined ? {} : { report: join(parameters.report, name) };
  return { ...parameters, suts: { [role]: file }, ...report };
}
