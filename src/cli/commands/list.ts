import { Option, type Command } from "commander";
import { loadScenarios, type Role, type ScenarioInfo } from "../../suite/catalogue";
import { CannotRunError, EXIT, type CliIo, type ExitCode } from "../io";
import { selectScenarios } from "../selection";
import { bareTitle, plural, printableJson } from "../../text";
import { ROLES } from "../../vocabulary";

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
    .addOption(new Option("--role <role>", "only scenarios for this role of the implementation under test").choices(ROLES))
    .option("--tags <expression>", 'only scenarios that match, for example "@RC-019 and not @slow"')
    .option("--name <regexp>", "only scenarios whose title matches")
    .option("--json", "print JSON")
    .action(async (options: ListOptions) => {
      const scenarios = selectScenarios(await loadScenarios(), options);
      if (scenarios.length === 0) throw new CannotRunError("no scenario matches; `reverse-hello list` without options shows all");
      if (options.json === true) io.stdout.write(`${printableJson(JSON.stringify(scenarios, undefined, 2))}\n`);
      else for (const line of renderList(scenarios)) io.out(line);
      finish(EXIT.good);
    });
}

/** Columns: id, role, requirements, title, other tags; then a line of totals. */
function renderList(scenarios: readonly ScenarioInfo[]): string[] {
  const rows = scenarios.map(({ id, roles, requirements, title, tags }) => {
    const others = tags.filter((tag) => !/^@(server|client|(?:RC|NS|RH)-\d+)$/.test(tag));
    return [id, roles.join("+"), requirements.join(" "), [bareTitle(title), ...others].join("  ")];
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
  return [...lines, "", `${plural(scenarios.length, "scenario")}, ${plural(requirements.size, "requirement")}`];
}
