import { createCatalogue, type Catalogue, type Requirement } from "../../../src/suite/catalogue";
import type { ScenarioOutcome } from "../../../src/suite/verdict";

export function requirement(id: string, facts: Partial<Requirement> = {}): Requirement {
  return {
    id,
    title: `title of ${id}`,
    clause: "Part 6, 7.1.3",
    edition: "1.05",
    source: "s",
    level: "MUST",
    roles: ["server"],
    evidence: "A",
    statement: `statement of ${id}.`,
    sent: "x",
    accepted: "y",
    ...facts,
  };
}

/** One requirement of each kind that the judge tells apart. */
export const CATALOGUE: Catalogue = createCatalogue([
  requirement("RC-001"),
  requirement("RC-002", { level: "SHOULD" }),
  requirement("RC-003", { level: "MAY" }),
  requirement("RC-004", { level: "DESC" }),
  requirement("RC-005", { evidence: "A-" }),
  requirement("RC-006", { evidence: "B" }),
  requirement("RC-007", { dialect: "spec" }),
  requirement("RC-008", { roles: ["client"] }),
  requirement("RC-009", { roles: ["server", "client"] }),
  requirement("NS-01", { evidence: "readme" }),
  requirement("NS-02", { evidence: "readme", dialect: "netstandard" }),
]);

export function outcome(id: string, requirements: readonly string[], facts: Partial<ScenarioOutcome> = {}): ScenarioOutcome {
  return {
    id,
    title: `[1] title of ${id}`,
    feature: "Feature",
    uri: "features/server/f.feature",
    line: 3,
    role: "server",
    requirements,
    capabilities: [],
    tags: ["@server"],
    outcome: "passed",
    durationMs: 10,
    observations: {},
    ...facts,
  };
}

export function failed(
  id: string,
  requirements: readonly string[],
  observed = "ERR BadTimeout",
  facts: Partial<ScenarioOutcome> = {},
): ScenarioOutcome {
  return outcome(id, requirements, {
    outcome: "failed",
    failure: { step: "the server dials", keywordType: "Outcome", message: `expected a dial; got ${observed}` },
    observations: { observed },
    ...facts,
  });
}
