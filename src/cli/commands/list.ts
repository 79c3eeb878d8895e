import { parse as parseTagExpression } from "@cucumber/tag-expressions";
import { Option, type Command } from "commander";
import { loadScenarios, type Role, type ScenarioInfo } from "../../harness/catalogue";
import { CannotRunError, EXIT, UsageError, type CliIo, type ExitCode } from "../io";

interface ListOptions {
  readonly role?: Role;
  readonly tags?: string;
  readonly name?: string;
  readonly json?: boolean;
}

/** `reverse-hello list`: scenarios with ids, roles, requirements and tags; needs no SUT. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  program
    .command("list")
    .description("List the scenarios: id, role of the implementation under test, requirements, tags")
    .addOption(
      new Option("--role <role>", "only scenarios for this role of the implementation under test").choices(["server", "client"]),
    )
    .option("--tags <expression>", 'only scenarios that match, for example "@RC-019 and not @slow"')
    .option("--name <regexp>", "only scenarios whose title matches")
    .option("--json", "print JSON")
    .action(async (options: ListOptions) => {
      const scenarios = select(await loadScenarios(), options);
      if (scenarios.length === 0) throw new CannotRunError("no scenario matches; `reverse-hello list` without options shows all");
      if (options.json === true) io.out(JSON.stringify(scenarios, undefined, 2));
      else for (const line of renderList(scenarios)) io.out(line);
      finish(EXIT.good);
    });
}

function select(scenarios: readonly ScenarioInfo[], { role, tags, name }: ListOptions): ScenarioInfo[] {
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

/** Columns: id, role, requirements, title, other tags; then a line of totals. */
function renderList(scenarios: readonly ScenarioInfo[]): string[] {
  const rows = scenarios.map(({ id, roles, requirements, title, tags }) => {
    const others = tags.filter((tag) => !/^@(server|client|RC-\d+|NS-\d+)$/.test(tag));
    return [id, roles.join("+"), requirements.join(" "), [title.replace(/^\[\d+\]\s*/, ""), ...others].join("  ")];
  });
  const width = (column: number): number => Math.max(...rows.map((row) => (row[column] ?? "").length));
  const widths = [width(0), width(1), Math.min(width(2), 48)];
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const requirements = new Set(scenarios.flatMap((scenario) => scenario.requirements));
  return [...lines, "", `${scenarios.length} scenarios, ${requirements.size} requirements`];
}
