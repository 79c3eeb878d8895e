import { join } from "node:path";
import { copyScenarios, type Catalogue, type ScenarioInfo } from "../suite/catalogue";
import type { RelayChanges } from "../suite/link";
import type { ScenarioOutcome } from "../suite/verdict";
import type { Role } from "../trace";
import { describeChanges, NEUTRAL, relayOf, type Change, type Proofs } from "./proofs";

/** Scenarios of a requirement that are tried; more would prove nothing more. */
const ENOUGH = 4;

/** One relay, and the scenarios that run behind it. */
export interface Trial {
  /** For tags: "RC-022-server", "neutral-two-segments-server". */
  readonly key: string;
  readonly role: Role;
  /** The requirement that the relay breaks; undefined: it breaks none, and all must stay as they were. */
  readonly requirement?: string;
  readonly changes: readonly Change[];
  /** In words. */
  readonly what: string;
  readonly scenarios: readonly ScenarioInfo[];
}

/** What passed and is not tried, and why. */
export interface Excuse {
  readonly requirement: string;
  readonly role: Role;
  readonly reason: string;
}

export interface ProofPlan {
  readonly trials: readonly Trial[];
  readonly excused: readonly Excuse[];
  /** Passes for which the catalogue names no change. */
  readonly missing: readonly { readonly requirement: string; readonly role: Role }[];
}

/** What has to be tried again, given the scenarios that passed. */
export function planProofs(
  passed: readonly ScenarioOutcome[],
  scenarios: readonly ScenarioInfo[],
  catalogue: Catalogue,
  proofs: Proofs,
): ProofPlan {
  const [trials, excused, missing]: [Trial[], Excuse[], { requirement: string; role: Role }[]] = [[], [], []];
  const neutral = new Map<string, ScenarioInfo[]>();
  const ids = new Set(passed.map(({ id }) => id));
  let turn = 0;
  for (const { id: requirement, roles } of catalogue.testable)
    for (const role of roles) {
      const own = scenarios.filter(
        ({ id, roles: of, requirements }) => ids.has(id) && of.includes(role) && requirements.includes(requirement),
      );
      if (own.length === 0) continue;
      const proof = proofs[role][requirement];
      if (proof === undefined) missing.push({ requirement, role });
      else if ("none" in proof) excused.push({ requirement, role, reason: proof.none });
      else {
        const chosen = spread(own);
        trials.push({
          key: `${requirement}-${role}`,
          role,
          requirement,
          changes: proof,
          what: describeChanges(proof),
          scenarios: chosen,
        });
      }
      const [first] = own;
      const names = Object.keys(NEUTRAL);
      const name = `${names[turn++ % names.length]}|${role}`;
      if (first) neutral.set(name, [...(neutral.get(name) ?? []), first]);
    }
  for (const [name, chosen] of neutral) {
    const [what = "", role] = name.split("|") as [string, Role];
    const key = `neutral-${what.replaceAll(" ", "-")}-${role}`;
    trials.push({ key, role, changes: NEUTRAL[what] ?? [], what, scenarios: chosen });
  }
  return { trials, excused, missing };
}

/** Different titles first: rows of one outline are much alike. */
function spread(scenarios: readonly ScenarioInfo[]): ScenarioInfo[] {
  const seen = new Set<string>();
  const rank = ({ title }: ScenarioInfo) => {
    const number = /^\[\d+\]/.exec(title)?.[0] ?? title;
    const known = seen.has(number);
    seen.add(number);
    return Number(known);
  };
  const ranked = scenarios.map((scenario) => [rank(scenario), scenario] as const);
  return ranked
    .sort(([a], [b]) => a - b)
    .slice(0, ENOUGH)
    .map(([, scenario]) => scenario);
}

/** Copies of the features, one for each trial, with its tag; the files and lines that Cucumber is to run come back. */
export async function writeTrials(trials: readonly Trial[], folder: string): Promise<string[]> {
  const paths = trials.map(({ key, scenarios }) => copyScenarios(scenarios, `@proof:${key}`, join(folder, key)));
  return (await Promise.all(paths)).flat();
}

export function relaysOf(trials: readonly Trial[]): Record<string, RelayChanges> {
  return Object.fromEntries(trials.map(({ key, role, changes }) => [key, relayOf(role, changes)]));
}
