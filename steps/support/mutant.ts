import { join } from "node:path";
import type { RelayChanges } from "../../src/suite/link";
import type { Role } from "../../src/trace";
import type { WorldParameters } from "./parameters";

const TAG = "@mutant:";
const PROOF = "@proof:";

/** The parameters of a scenario: with the tag `@mutant:NAME` that mutant is the SUT, and its evidence has a folder of its own. */
export function withMutant(parameters: WorldParameters, role: Role | undefined, tags: readonly string[]): WorldParameters {
  const name = nameIn(tags, TAG);
  if (name === undefined || role === undefined) return parameters;
  const file = parameters.mutants?.[name];
  if (file === undefined) throw new Error(`the run knows no mutant ${name}`);
  const report = parameters.report === undefined ? {} : { report: join(parameters.report, name) };
  return { ...parameters, suts: { [role]: file }, ...report };
}

/** With the tag `@proof:KEY` that relay stands in front of the SUT, and the evidence has a folder of its own. */
export function relayFor(parameters: WorldParameters, tags: readonly string[]): RelayChanges | undefined {
  const key = nameIn(tags, PROOF);
  return key === undefined ? undefined : parameters.relays?.[key];
}

export function withProof(parameters: WorldParameters, tags: readonly string[]): WorldParameters {
  const key = nameIn(tags, PROOF);
  if (key === undefined || parameters.report === undefined) return parameters;
  return { ...parameters, report: join(parameters.report, key) };
}

/** What stands behind a prefix in the tags. */
function nameIn(tags: readonly string[], prefix: string): string | undefined {
  return tags.find((tag) => tag.startsWith(prefix))?.slice(prefix.length);
}
