import type { Dialect, Role } from "./types";
import { isDialect } from "../../vocabulary";

/** What the tags of a scenario say. Tags carry their "@". */
export interface TagFacts {
  readonly roles: readonly Role[];
  readonly requirements: readonly string[];
  readonly capabilities: readonly string[];
  readonly dialect?: Dialect;
  /** Tags that look like one of ours and are none: a wrong role, dialect or an empty capability. */
  readonly unknown: readonly string[];
}

const REQUIREMENT = /^@(RC-\d{3}|NS-\d{2}|RH-\d{2})$/;

/** A scenario, or the rows of an outline, that judge by what no sentence of the clause says: they warn. */
export const READING_TAG = "@reading";

/** Free tags that select scenarios and mean nothing to the judge; anything else is a typing error. */
const SELECTORS = new Set([
  "@slow",
  "@quick",
  "@fault",
  "@security",
  "@hostile",
  "@serial",
  "@toxiproxy",
  "@attach",
  "@load",
  READING_TAG,
  "@netem",
]);

export function readTags(tags: readonly string[]): TagFacts {
  const unique = [...new Set(tags)];
  const pick = (prefix: string): string[] => unique.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length));
  const dialects = pick("@dialect:").filter(isDialect);
  return {
    roles: unique.filter((tag) => tag === "@server" || tag === "@client").map((tag) => tag.slice(1) as Role),
    requirements: unique.filter((tag) => REQUIREMENT.test(tag)).map((tag) => tag.slice(1)),
    capabilities: pick("@requires:"),
    ...(dialects[0] !== undefined && { dialect: dialects[0] }),
    unknown: unique.filter((tag) => !isKnown(tag)),
  };
}

function isKnown(tag: string): boolean {
  if (tag === "@server" || tag === "@client" || REQUIREMENT.test(tag) || SELECTORS.has(tag)) return true;
  if (/^@(mutant|proof):/.test(tag)) return true;
  return /^@requires:[a-z0-9][a-z0-9-]*$/.test(tag) || tag === "@dialect:spec" || tag === "@dialect:netstandard";
}
