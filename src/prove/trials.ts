import { join } from "node:path";
import { copyScenarios, type ScenarioInfo } from "../suite/catalogue";
import type { RelayChanges } from "../suite/link";
import type { ScenarioOutcome } from "../suite/verdict";
import type { Role } from "../trace";
import type { Pass } from "./plan";
import { describeChanges, NEUTRAL, relayOf, type Change } from "./proofs";

const TAG = "@proof:";

/** One relay, and the scenarios that run behind it. */
export interface Trial {
  /** For tags: "RC-022-server-1", "neutral-two-segments-server". */
  readonly key: string;
  readonly role: Role;
  /** The requirement that the relay breaks; undefined: it breaks none, and all must pass as they did. */
  readonly requirement?: string;
  readonly changes: readonly Change[];
  /** In words. */
  readonly what: string;
  readonly scenarios: readonly ScenarioInfo[];
}

/** The first change of each on its first scenario: most are broken by that. */
export function firstTrials(passes: readonly Pass[]): Trial[] {
  return withNeutral(
    passes.flatMap((pass) => trialOf(pass, 0, pass.scenarios.slice(0, 1))),
    [],
  );
}

/** Of those that are not proven by then: its first change on the other scenarios, the other changes on all of them. */
export function furtherTrials(passes: readonly Pass[], before: readonly Trial[]): Trial[] {
  const trials = passes.flatMap((pass) =>
    pass.alternatives.flatMap((_, index) => trialOf(pass, index, index === 0 ? pass.scenarios.slice(1) : pass.scenarios)),
  );
  return withNeutral(trials, before);
}

function trialOf({ requirement, role, alternatives }: Pass, index: number, scenarios: readonly ScenarioInfo[]): Trial[] {
  const changes = alternatives[index];
  if (!changes || scenarios.length === 0) return [];
  return [{ key: `${requirement}-${role}-${index + 1}`, role, requirement, changes, what: describeChanges(changes), scenarios }];
}

/** Each scenario also behind a relay that breaks nothing, of the three in turn. */
function withNeutral(trials: readonly Trial[], before: readonly Trial[]): Trial[] {
  const known = new Set(before.flatMap(({ scenarios }) => scenarios.map(({ id }) => id)));
  const chosen = new Map<string, { readonly role: Role; readonly scenario: ScenarioInfo }>();
  for (const { role, scenarios } of trials)
    for (const scenario of scenarios) if (!known.has(scenario.id)) chosen.set(scenario.id, { role, scenario });
  const kinds = Object.entries(NEUTRAL);
  const groups = Map.groupBy([...chosen.values()].entries(), ([index, { role }]) => `${index % kinds.length} ${role}`);
  const neutral = [...groups].map(([group, members]): Trial => {
    const [number, role] = group.split(" ") as [string, Role];
    const [what, changes] = kinds[Number(number)] ?? ["", []];
    const key = `neutral-${what.replaceAll(" ", "-")}-${role}`;
    return { key, role, changes, what, scenarios: members.map(([, { scenario }]) => scenario) };
  });
  return [...trials, ...neutral];
}

/** Copies of the features, one for each trial, with its tag; the files and lines that Cucumber is to run come back. */
export async function writeTrials(trials: readonly Trial[], folder: string): Promise<string[]> {
  const paths = trials.map(({ key, scenarios }) => copyScenarios(scenarios, `${TAG}${key}`, join(folder, key)));
  return (await Promise.all(paths)).flat();
}

export function relaysOf(trials: readonly Trial[]): Record<string, RelayChanges> {
  return Object.fromEntries(trials.map(({ key, role, changes }) => [key, relayOf(role, changes)]));
}

export function outcomesOf({ key }: Trial, outcomes: readonly ScenarioOutcome[]): ScenarioOutcome[] {
  return outcomes.filter(({ tags }) => tags.includes(`${TAG}${key}`));
}
