import { parse as parseTagExpression } from "@cucumber/tag-expressions";
import type { Role, ScenarioInfo } from "../suite/catalogue";
import { UsageError } from "./io";

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
  const matches = tags === undefined ? () => true : tagMatcher(tags);
  const title = name === undefined ? undefined : regexp(name);
  return scenarios.filter(
    (scenario) =>
      (role === undefined || scenario.roles.includes(role)) &&
      matches(scenario.tags) &&
      (title === undefined || title.test(scenario.title)),
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
