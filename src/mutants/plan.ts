import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { Role } from "../trace";
import type { RoleMutant } from "../../simulators/mutants";
import { packageRoot } from "../files";
import { asCopied, copyScenarios, loadScenarios, type ScenarioInfo } from "../suite/catalogue";

/** Scenarios of a role that every mutant runs, so that it shows when something else is blamed. */
export const SMOKE_TAG = "@quick";

/** What scenarios about the aggregation server require; only mutants of that program run them. */
const AGGREGATION = "aggregation";
/** What scenarios of features/lab require. */
const LAB = "lab";

interface Start {
  readonly command: readonly string[];
}

export interface PlannedMutant extends RoleMutant {
  /** Its SUT description. */
  readonly sutFile: string;
  readonly scenarios: readonly ScenarioInfo[];
  /** The same, in the feature files that were written. */
  readonly copies: readonly ScenarioInfo[];
}

export interface MutantPlan {
  readonly mutants: readonly PlannedMutant[];
  /** Feature files that were written, each with the lines of its scenarios. */
  readonly features: readonly string[];
}

export interface PlanOptions {
  /** Everything is written into this folder. */
  readonly folder: string;
  /** Every scenario of the role, not only those of the requirements that must fail. */
  readonly full?: boolean;
  /** Those of the requirements that may fail too. */
  readonly excused?: boolean;
  /** Of each outline at most this many rows, and no other scenario than those that must fail; all by default. */
  readonly rows?: number;
  /** Those of the network lab only (src/lab); without, none of them. */
  readonly lab?: boolean;
}

/** Writes a copy of the relevant features and a SUT description for each mutant, so that one run of Cucumber takes all. */
export async function planMutants(mutants: readonly RoleMutant[], { folder, ...scope }: PlanOptions): Promise<MutantPlan> {
  const all = await loadScenarios();
  const planned: PlannedMutant[] = [];
  const features: string[] = [];
  for (const entry of mutants) {
    const scenarios = sampled(
      all.filter((scenario) => isAbout(entry, scenario) && isInScope(entry, scenario, scope)),
      entry.mutant.everyRow ? Infinity : (scope.rows ?? Infinity),
    );
    const own = join(folder, entry.mutant.name);
    await mkdir(own, { recursive: true });
    features.push(...(await copyScenarios(scenarios, `@mutant:${entry.mutant.name}`, own)));
    planned.push({ ...entry, scenarios, copies: asCopied(scenarios, own), sutFile: await describe(entry, own) });
  }
  return { mutants: planned, features };
}

/** Requirements that may fail. */
export function expectedOf({ mutant }: RoleMutant): string[] {
  return [...mutant.breaks, ...Object.keys(mutant.also ?? {})];
}

function isAbout({ role, program }: RoleMutant, { roles, capabilities }: ScenarioInfo): boolean {
  return roles.includes(role) && capabilities.includes(AGGREGATION) === (program === "aggregation-server");
}

/** At most this many rows of each outline: the first, the last, and what lies evenly between. */
function sampled(scenarios: readonly ScenarioInfo[], rows: number): ScenarioInfo[] {
  const outlines = Map.groupBy(scenarios, ({ id }) => id.replace(/\.\d+$/, ""));
  return [...outlines.values()].flatMap((all) => {
    const last = all.length - 1;
    if (last < rows) return all;
    const chosen = Array.from({ length: rows }, (_, n) => Math.round((n * last) / Math.max(1, rows - 1)));
    return chosen.flatMap((index) => all[index] ?? []);
  });
}

type Scope = Omit<PlanOptions, "folder">;

function isInScope(entry: RoleMutant, { id, tags, requirements, capabilities }: ScenarioInfo, scope: Scope): boolean {
  const inLab = capabilities.includes(LAB);
  if (inLab !== (scope.lab === true)) return false;
  if (inLab) return entry.mutant.lab?.some((outline) => id.startsWith(outline)) === true;
  const isSmoke = tags.includes(SMOKE_TAG) && scope.rows === undefined;
  return scope.full === true || isSmoke || requirements.some((one) => askedOf(entry, scope).includes(one));
}

function askedOf(entry: RoleMutant, { excused }: Scope): readonly string[] {
  const { breaks, shownBy = [] } = entry.mutant;
  return [...(excused === true ? expectedOf(entry) : breaks), ...shownBy];
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
