import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import type { Role } from "../trace";
import type { RoleMutant } from "../../simulators/mutants";
import { packageRoot } from "../files";
import { loadScenarios, type ScenarioInfo } from "../suite/catalogue";

/** Scenarios of a role that every mutant runs, so that it shows when something else is blamed. */
export const SMOKE_TAG = "@quick";

/** What scenarios about the aggregation server require; only mutants of that program run them. */
const AGGREGATION = "aggregation";

interface Start {
  readonly command: readonly string[];
}

export interface PlannedMutant extends RoleMutant {
  /** Its SUT description. */
  readonly sutFile: string;
  readonly scenarios: readonly ScenarioInfo[];
}

export interface MutantPlan {
  readonly mutants: readonly PlannedMutant[];
  /** Pattern of the feature files that were written. */
  readonly features: string;
  /** Cucumber tag expression that selects the scenarios of each mutant. */
  readonly tags: string;
}

export interface PlanOptions {
  /** Everything is written into this folder. */
  readonly folder: string;
  /** Every scenario of the role, not only those of the requirements that must fail. */
  readonly full?: boolean;
  /** Those of the requirements that may fail too. */
  readonly excused?: boolean;
}

/** Writes a copy of the relevant features and a SUT description for each mutant, so that one run of Cucumber takes all. */
export async function planMutants(mutants: readonly RoleMutant[], { folder, ...scope }: PlanOptions): Promise<MutantPlan> {
  const all = await loadScenarios();
  const planned: PlannedMutant[] = [];
  for (const entry of mutants) {
    const scenarios = all.filter((scenario) => isAbout(entry, scenario) && isInScope(entry, scenario, scope));
    const own = join(folder, entry.mutant.name);
    await copyFeatures(entry, scenarios, own);
    planned.push({ ...entry, scenarios, sutFile: await describe(entry, own) });
  }
  return {
    mutants: planned,
    features: join(folder, "**", "*.feature"),
    tags: planned.map((entry) => selection(entry, scope)).join(" or "),
  };
}

/** Requirements that may fail. */
export function expectedOf({ mutant }: RoleMutant): string[] {
  return [...mutant.breaks, ...Object.keys(mutant.also ?? {})];
}

function isAbout({ role, program }: RoleMutant, { roles, capabilities }: ScenarioInfo): boolean {
  return roles.includes(role) && capabilities.includes(AGGREGATION) === (program === "aggregation-server");
}

type Scope = Pick<PlanOptions, "full" | "excused">;

function isInScope(entry: RoleMutant, { tags, requirements }: ScenarioInfo, scope: Scope): boolean {
  return scope.full === true || tags.includes(SMOKE_TAG) || requirements.some((id) => askedOf(entry, scope).includes(id));
}

function askedOf(entry: RoleMutant, { excused }: Scope): readonly string[] {
  return excused === true ? expectedOf(entry) : entry.mutant.breaks;
}

function selection(entry: RoleMutant, scope: Scope): string {
  const program = entry.program === undefined ? "not " : "";
  const own = `@${entry.role} and @mutant:${entry.mutant.name} and ${program}@requires:${AGGREGATION}`;
  if (scope.full) return `(${own})`;
  const relevant = [SMOKE_TAG, ...askedOf(entry, scope).map((id) => `@${id}`)].join(" or ");
  return `(${own} and (${relevant}))`;
}

/** The tag stands before those of the feature, on the same line: ids and lines of the scenarios stay as they are. */
async function copyFeatures({ mutant }: RoleMutant, scenarios: readonly ScenarioInfo[], folder: string): Promise<void> {
  for (const uri of new Set(scenarios.map((scenario) => scenario.uri))) {
    const target = join(folder, basename(dirname(uri)), basename(uri));
    const text = await readFile(join(packageRoot(), uri), "utf8");
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text.replace(/^(?=@|Feature:)/m, `@mutant:${mutant.name} `));
  }
}

/** The description of the reference, with the mutant in its place. */
async function describe({ role, program, mutant }: RoleMutant, folder: string): Promise<string> {
  const reference = join(packageRoot(), "fixtures", "suts", `${program ?? `reference-${role}`}.yaml`);
  const sut = parse(await readFile(reference, "utf8")) as { start: Start & Partial<Record<Role, Start>> };
  const given = sut.start[role] ?? sut.start;
  // The first word only names the program; the second, "simulate", gives way to the mutant's name.
  const command = ["mutant", mutant.name, ...given.command.slice(2)];
  const start = { ...given, module: join(__dirname, "main"), command };
  const file = join(folder, "sut.yaml");
  const dialect = mutant.dialect === undefined ? {} : { dialect: mutant.dialect };
  await writeFile(file, stringify({ ...sut, name: `mutant ${mutant.name}`, role, ...dialect, start }));
  return file;
}
