import type { Dialect, Evidence, Role } from "../../vocabulary";

export type { Dialect, Evidence, Role };

/** MUST = "shall", SHOULD = "should", MAY = "may", DESC = descriptive text. */
export type Level = "MUST" | "SHOULD" | "MAY" | "DESC";

/** One testable statement (fixtures/requirements.yaml, schemas/requirements.schema.json). */
export interface Requirement {
  /** `RC-nnn` (specification), `NS-nn` (readme) or `RH-nn` (the suite's own). */
  readonly id: string;
  readonly title: string;
  readonly clause: string;
  readonly edition: string;
  readonly source: string;
  readonly level: Level;
  /** Roles that the statement binds. */
  readonly roles: readonly Role[];
  readonly evidence: Evidence;
  readonly statement: string;
  /** The statement holds in this dialect only. */
  readonly dialect?: Dialect;
  readonly sent?: string;
  readonly accepted?: string;
  /** What of the statement, or around it, gets no verdict. */
  readonly notJudged?: string;
  /** Why no scenario checks it; then `sent` and `accepted` are absent. */
  readonly notTested?: string;
}

export interface Catalogue {
  readonly requirements: readonly Requirement[];
  /** Those without `notTested`. */
  readonly testable: readonly Requirement[];
  readonly get: (id: string) => Requirement | undefined;
}

/** One scenario, or one row of an outline, as the feature files state it. */
export interface ScenarioInfo {
  /** "server-reverse-hello-03"; a row of an outline "server-reverse-hello-03.2". */
  readonly id: string;
  readonly title: string;
  readonly feature: string;
  readonly uri: string;
  readonly line: number;
  /** Role of the SUT. */
  readonly roles: readonly Role[];
  /** Requirement ids, without the "@". */
  readonly requirements: readonly string[];
  /** Names after `@requires:`. */
  readonly capabilities: readonly string[];
  readonly dialect?: Dialect;
  /** All tags, with the "@", those of the feature too. */
  readonly tags: readonly string[];
  readonly steps: readonly ScenarioStep[];
}

export interface ScenarioStep {
  readonly text: string;
  /** Cucumber's keyword type: Given, When, Then; "And" counts as the one before. */
  readonly type: "Context" | "Action" | "Outcome" | "Unknown";
}

/** The requirement catalogue cannot be read; the message names the entry, the field and what is allowed. */
export class CatalogueError extends Error {
  readonly code = "CATALOGUE";
  readonly exitCode = 2;
  override readonly name = "CatalogueError";
}

/** A feature file cannot be read or breaks a convention (number in the title, unique ids). */
export class FeatureError extends Error {
  readonly code = "FEATURE";
  readonly exitCode = 2;
  override readonly name = "FeatureError";
}
