import type { Catalogue, ScenarioInfo } from "../suite/catalogue";
import type { Role } from "../trace";
import type { Change, Proofs } from "./proofs";

/** Scenarios of a requirement that are tried; more would prove nothing more. */
const ENOUGH = 4;

/** A pass of one role that can be broken on the wire. */
export interface Pass {
  readonly requirement: string;
  readonly role: Role;
  /** What breaks it: any of these will do. */
  readonly alternatives: readonly (readonly Change[])[];
  /** Those that passed and speak of it, the most different first. */
  readonly scenarios: readonly ScenarioInfo[];
}

/** What passed and is not tried, and why. */
export interface Excuse {
  readonly requirement: string;
  readonly role: Role;
  readonly reason: string;
}

export interface ProofPlan {
  readonly passes: readonly Pass[];
  readonly excused: readonly Excuse[];
  /** Passes for which the catalogue names no change. */
  readonly missing: readonly { readonly requirement: string; readonly role: Role }[];
}

/** What has to be tried again, given the scenarios that passed. */
export function planProofs(passed: readonly ScenarioInfo[], catalogue: Catalogue, proofs: Proofs): ProofPlan {
  const [passes, excused, missing]: [Pass[], Excuse[], { requirement: string; role: Role }[]] = [[], [], []];
  for (const { id: requirement, roles } of catalogue.testable)
    for (const role of roles) {
      const own = passed.filter(({ roles: of, requirements }) => of.includes(role) && requirements.includes(requirement));
      if (own.length === 0) continue;
      const proof = proofs[role][requirement];
      if (proof === undefined) missing.push({ requirement, role });
      else if ("none" in proof) excused.push({ requirement, role, reason: proof.none });
      else passes.push({ requirement, role, alternatives: alternativesOf(proof), scenarios: spread(own) });
    }
  return { passes, excused, missing };
}

function alternativesOf(proof: readonly (Change | readonly Change[])[]): (readonly Change[])[] {
  const isList = (entry: Change | readonly Change[]): entry is readonly Change[] => Array.isArray(entry);
  return proof.every(isList) ? [...proof] : [proof.filter((entry): entry is Change => !isList(entry))];
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
