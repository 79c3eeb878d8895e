import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { loadScenarios, type Catalogue, type Role, type ScenarioInfo } from "../../../suite/catalogue";
import { checkCapabilities, loadSut, type SutDescription } from "../../../suite/sut";
import { ROLES, rolesOf } from "../../../vocabulary";
import type { RunFacts } from "../../../report";
import { LinedYaml, packageRoot } from "../../../files";
import { UsageError, type CliIo } from "../../io";
import type { TestOptions } from "./options";
import { oneLine } from "../../../text";

/** The implementations under test, by role. */
export type Suts = Partial<Record<Role, SutDescription>>;

/** Reads the descriptions: those that are given, or the built-in pair. Throws UsageError, SutDescriptionError. */
export async function describeSuts(options: Pick<TestOptions, "sut" | "role">, io: Pick<CliIo, "cwd">): Promise<Suts> {
  const builtIn = (role: Role) => join(packageRoot(), "fixtures", "suts", `reference-${role}.yaml`);
  const files = options.sut.length > 0 ? options.sut.map((file) => resolve(io.cwd, file)) : [builtIn("server"), builtIn("client")];
  const suts: Suts = {};
  for (const file of files) {
    const sut = await loadSut(file);
    for (const role of rolesOf(sut.role)) {
      if (suts[role])
        throw new UsageError(`two descriptions for the role ${role}: ${suts[role].file} and ${file}; give one for each role`);
      suts[role] = sut;
    }
  }
  if (options.role && !suts[options.role])
    throw new UsageError(`--role ${options.role}: no description of a ${options.role} is given`);
  return suts;
}

/**
 * Capabilities are known when a scenario asks for them: one of the suite, or of the user's own features (`own`). Descriptions of
 * variants are read for it. Throws SutDescriptionError for one that nobody asks for.
 */
export async function checkNames(suts: Suts, own: readonly ScenarioInfo[] = []): Promise<void> {
  // What the network is is no property of a SUT.
  const known = [...(await loadScenarios()), ...own].flatMap(({ capabilities }) =>
    capabilities.filter((name) => name !== "embedded-proxy" && name !== "lab"),
  );
  for (const sut of new Set(Object.values(suts))) {
    checkCapabilities(sut, known);
    for (const file of Object.values(sut.variants)) checkCapabilities(await loadSut(file), known);
  }
}

export function rolesIn(suts: Suts, role: Role | undefined): Role[] {
  return ROLES.filter((each) => suts[each] && (role ?? each) === each);
}

/** An entry of a requirement that does not exist would excuse nothing, and nobody would notice. Throws UsageError. */
export function checkKnownFailures(suts: Suts, catalogue: Catalogue): void {
  for (const { file, knownFailures } of new Set(Object.values(suts))) {
    const unknown = knownFailures.find(({ requirement }) => !catalogue.get(requirement));
    if (unknown)
      throw new UsageError(
        `${file}: knownFailures names ${unknown.requirement}, which is not a requirement; \`reverse-hello list\` shows them all`,
      );
  }
}

/** SHA-256 of each description, with its path as the user knows it. */
export async function hashes(
  suts: Suts,
  roles: readonly Role[],
  io: Pick<CliIo, "cwd">,
): Promise<{ file: string; sha256: string }[]> {
  const files = [...new Set(roles.flatMap((role) => suts[role]?.file ?? []))];
  const name = (file: string): string => (relative(io.cwd, file).startsWith("..") ? basename(file) : relative(io.cwd, file));
  return Promise.all(
    files.map(async (file) => ({
      file: name(file),
      sha256: createHash("sha256")
        .update(await readFile(file))
        .digest("hex"),
    })),
  );
}

/** Where a description lists a known failure of a requirement: the line of the user's own file that an annotation belongs to. */
export function knownFailurePlace(suts: Suts, requirement: string, cwd: string): { file: string; line: number } | undefined {
  for (const { file, knownFailures } of Object.values(suts)) {
    const index = knownFailures.findIndex((entry) => entry.requirement === requirement);
    if (index < 0) continue;
    const line = new LinedYaml(readFileSync(file, "utf8")).lineOf(["knownFailures", index]);
    return { file: relative(cwd, file), line };
  }
  return undefined;
}

/** "my server", or "my server + my client". */
export function titles(suts: Suts, roles: readonly Role[]): string {
  return [...new Set(roles.map((role) => oneLine(suts[role]?.name ?? "")))].join(" + ");
}

/** Entries of two descriptions are kept apart by role; those of one for both roles hold for both. */
export function knownFailuresOf(suts: Suts, roles: readonly Role[]): RunFacts["judging"]["knownFailures"] {
  const shared = suts.server !== undefined && suts.server === suts.client;
  if (shared) return suts.server?.knownFailures ?? [];
  return roles.flatMap((role) => (suts[role]?.knownFailures ?? []).map((entry) => ({ ...entry, role })));
}

/** Each product is a module that runs in a warm process. */
export function warm(suts: Suts, roles: readonly Role[]): boolean {
  return roles.every((role) => suts[role]?.start[role]?.module !== undefined);
}

/** Whether one of them runs already: then nobody can restart it, and it can be in one scenario at a time only. */
export function attached(suts: Suts, roles: readonly Role[]): boolean {
  return roles.some((role) => suts[role]?.attach[role] !== undefined);
}
