import { parse as parseTagExpression } from "@cucumber/tag-expressions";
import type { Role, ScenarioInfo } from "../suite/catalogue";
import { nearestWord } from "../suite/sut";
import { CannotRunError, UsageError } from "./io";

/** How a user narrows the suite down. */
export interface Selection {
  readonly role?: Role;
  /** Tag expression, for example "@RC-019 and not @slow". */
  readonly tags?: string;
  /** Regular expression on the title. */
  readonly name?: string;
  /** Ids, as the report has them; that of an outline stands for its rows. */
  readonly scenario?: readonly string[];
}

/** Scenarios that match all that is given. Throws UsageError for an expression that does not parse. */
export function selectScenarios(
  scenarios: readonly ScenarioInfo[],
  { role, tags, name, scenario: ids = [] }: Selection,
): ScenarioInfo[] {
  if (tags !== undefined) checkRequirements(tags, scenarios);
  for (const id of ids) checkScenario(id, scenarios);
  const matches = tags === undefined ? () => true : tagMatcher(tags);
  const title = name === undefined ? undefined : regexp(name);
  return scenarios.filter(
    (scenario) =>
      (role === undefined || scenario.roles.includes(role)) &&
      matches(scenario.tags) &&
      (ids.length === 0 || ids.some((id) => isNamed(scenario, id))) &&
      (title === undefined || title.test(scenario.title)),
  );
}

function isNamed(scenario: ScenarioInfo, id: string): boolean {
  return scenario.id === id || scenario.id.startsWith(`${id}.`);
}

/** An id that is misspelt is refused with those that come near. */
function checkScenario(id: string, scenarios: readonly ScenarioInfo[]): void {
  if (scenarios.some((scenario) => isNamed(scenario, id))) return;
  const ids = scenarios.map((scenario) => scenario.id);
  const like = nearestWord(id, ids);
  const stem = like?.replace(/-[\d.]+$/, "-");
  const near = [like, ...ids.filter((each) => stem !== undefined && each.startsWith(stem) && each !== like)].slice(0, NEAR);
  const advice = like === undefined ? "" : `; near it are ${near.join(", ")}`;
  throw new UsageError(`--scenario ${id}: there is no such scenario${advice}; \`reverse-hello list\` shows all`);
}

/** How many ids are named for one that is misspelt. */
const NEAR = 4;

/** A requirement that no scenario speaks of selects nothing, and under "not" or "or" nobody would notice. */
function checkRequirements(expression: string, scenarios: readonly ScenarioInfo[]): void {
  const known = new Set(scenarios.flatMap(({ tags }) => tags));
  const unknown = (expression.match(/@(RC|NS|RH)-\d+/gi) ?? []).find((tag) => !known.has(tag));
  if (unknown === undefined) return;
  const advice = known.has(unknown.toUpperCase()) ? `write ${unknown.toUpperCase()}` : "none has this tag";
  throw new CannotRunError(
    `no scenario is selected by ${unknown} in --tags: ${advice}; \`reverse-hello list\` shows all, with their roles and tags`,
  );
}

function tagMatcher(expression: string): (tags: readonly string[]) => boolean {
  try {
    const node = parseTagExpression(expression);
    return (tags) => node.evaluate([...tags]);
  } catch (error) {
    throw new UsageError(`--tags "${expression}" is not a tag expression: ${(error as Error).message.split("\n").at(-1)}`);
  }
}

function regexp(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (error) {
    throw new UsageError(`--name "${source}" is not a regular expression: ${(error as Error).message}`);
  }
}
