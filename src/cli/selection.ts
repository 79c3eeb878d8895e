import { parse as parseTagExpression } from "@cucumber/tag-expressions";
import type { Role, ScenarioInfo } from "../suite/catalogue";
import { CannotRunError, UsageError } from "./io";

/** How a user narrows the suite down. */
export interface Selection {
  readonly role?: Role;
  /** Tag expression, for example "@RC-019 and not @slow". */
  readonly tags?: string;
  /** Regular expression on the title. */
  readonly name?: string;
}

/** Scenarios that match all that is given. Throws UsageError for an expression that does not parse. */
export function selectScenarios(scenarios: readonly ScenarioInfo[], { role, tags, name }: Selection): ScenarioInfo[] {
  if (tags !== undefined) checkRequirements(tags, scenarios);
  const matches = tags === undefined ? () => true : tagMatcher(tags);
  const title = name === undefined ? undefined : regexp(name);
  return scenarios.filter(
    (scenario) =>
      (role === undefined || scenario.roles.includes(role)) &&
      matches(scenario.tags) &&
      (title === undefined || title.test(scenario.title)),
  );
}

/** A requirement that no scenario speaks of selects nothing, and under "not" or "or" nobody would notice. */
function checkRequirements(expression: string, scenarios: readonly ScenarioInfo[]): void {
  const known = new Set(scenarios.flatMap(({ tags }) => tags));
  const unknown = (expression.match(/@(RC|NS|RH)-\d+/g) ?? []).find((tag) => !known.has(tag));
  if (unknown)
    throw new CannotRunError(
      `no scenario is selected by ${unknown} in --tags: none has this tag; \`reverse-hello list\` shows all, with their roles and tags`,
    );
}

function tagMatcher(expression: string): (tags: readonly string[]) => boolean {
  try {
    const node = parseTagExpression(expression);
    return (tags) => node.evaluate([...tags]);
  } catch (error) {
    throw new UsageError(`--tags "${expression}" is no tag expression: ${(error as Error).message.split("\n").at(-1)}`);
  }
}

function regexp(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (error) {
    throw new UsageError(`--name "${source}" is no regular expression: ${(error as Error).message}`);
  }
}
