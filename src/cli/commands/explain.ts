import type { Command } from "commander";
import { loadCatalogue, loadScenarios, type Catalogue, type Requirement, type ScenarioInfo } from "../../suite/catalogue";
import { bareTitle } from "../../text";
import { EVIDENCE } from "../../vocabulary";
import { wrap } from "../../report";
import { EXIT, UsageError, type CliIo, type ExitCode } from "../io";

/** `reverse-hello explain ID`: a requirement or a scenario, in words; needs no SUT. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  program
    .command("explain")
    .description(
      "Explain a requirement (RC-019, NS-02) or a scenario (server-reverse-hello-03): clause, statement, what is sent, what is accepted",
    )
    .argument("<id>", "id of a requirement or of a scenario")
    .action(async (id: string) => {
      const [catalogue, scenarios] = await Promise.all([loadCatalogue(), loadScenarios()]);
      for (const line of explain(id, catalogue, scenarios)) io.out(line);
      finish(EXIT.good);
    });
}

function explain(id: string, catalogue: Catalogue, scenarios: readonly ScenarioInfo[]): string[] {
  const requirement = catalogue.get(canonical(id));
  if (requirement) return explainRequirement(requirement, scenarios);
  const scenario = scenarios.find((candidate) => candidate.id === id.toLowerCase());
  if (scenario) return explainScenario(scenario, catalogue);
  // The outline without its row: all rows are meant.
  const rows = scenarios.filter((candidate) => candidate.id.startsWith(`${id.toLowerCase()}.`));
  if (rows.length > 0) return rows.flatMap((row, index) => [...(index > 0 ? [""] : []), ...explainScenario(row, catalogue)]);
  throw new UsageError(`there is no requirement and no scenario ${id}; ${suggestion(id, catalogue, scenarios)}`);
}

/** "rc7" and "RC-7" are RC-007. */
function canonical(id: string): string {
  const match = /^(rc|ns)-?(\d+)$/i.exec(id);
  if (!match) return id;
  const prefix = (match[1] ?? "").toUpperCase();
  return `${prefix}-${(match[2] ?? "").replace(/^0+/, "").padStart(prefix === "RC" ? 3 : 2, "0")}`;
}

function suggestion(id: string, catalogue: Catalogue, scenarios: readonly ScenarioInfo[]): string {
  const first = catalogue.requirements[0]?.id ?? "";
  const last = catalogue.requirements.at(-1)?.id ?? "";
  const near = scenarios.filter((scenario) => scenario.id.includes(id.toLowerCase().replace(/-?\d+$/, ""))).slice(0, 3);
  const like = near.length === 0 ? "" : ` (like ${near.map((scenario) => scenario.id).join(", ")})`;
  return `requirements go from ${first} to ${last}, \`reverse-hello list\` shows the scenarios${like}`;
}

function explainRequirement(requirement: Requirement, scenarios: readonly ScenarioInfo[]): string[] {
  const { id, title, level, clause, edition, source, roles, evidence, statement, dialect, sent, accepted, notJudged, notTested } =
    requirement;
  const tagged = scenarios.filter(({ requirements }) => requirements.includes(id));
  return [
    `${id}  ${title}`,
    "",
    ...field("Clause", `${clause} (${edition})`),
    ...field("Source", source),
    ...field("Level", level),
    ...field("Role", roles.join(" and ")),
    ...field("Evidence", EVIDENCE[evidence].replace(/^evidence /, "")),
    ...(dialect === undefined ? [] : field("Dialect", `${dialect} only`)),
    "",
    ...field("Statement", statement),
    ...(sent === undefined ? [] : field("Sent", sent)),
    ...(accepted === undefined ? [] : field("Accepted", accepted)),
    ...(notJudged === undefined ? [] : field("Not judged", notJudged)),
    ...(notTested === undefined ? [] : field("Not tested", notTested)),
    "",
    ...(tagged.length === 0 ? ["No scenario checks it."] : ["Scenarios"]),
    ...tagged.map((scenario) => `  ${scenario.id}  ${bareTitle(scenario.title)}`),
  ];
}

const WORD = { Context: "Given", Action: "When", Outcome: "Then", Unknown: "*" } as const;

function explainScenario(scenario: ScenarioInfo, catalogue: Catalogue): string[] {
  const requirements = scenario.requirements.flatMap((id) => catalogue.get(id) ?? []);
  return [
    `${scenario.id}  ${bareTitle(scenario.title)}`,
    "",
    ...field("Feature", `${scenario.feature} (${scenario.uri}:${scenario.line})`),
    ...field("Role", scenario.roles.join(" and ") || "none"),
    ...(scenario.capabilities.length === 0 ? [] : field("Requires", scenario.capabilities.join(", "))),
    ...(scenario.dialect === undefined ? [] : field("Dialect", `${scenario.dialect} only`)),
    "",
    ...scenario.steps.map(({ type, text }, index) => {
      const same = scenario.steps[index - 1]?.type === type;
      return `  ${(same ? "And" : WORD[type]).padEnd(5)} ${text}`;
    }),
    ...requirements.flatMap(({ id, title, level, clause, statement, sent, accepted }) => [
      "",
      `${id}  ${title} (${clause}; ${level})`,
      ...field("Statement", statement),
      ...field("Sent", sent ?? ""),
      ...field("Accepted", accepted ?? ""),
    ]),
  ];
}

/** "Statement  text", wrapped at 100 columns and aligned. */
function field(name: string, text: string): string[] {
  return wrap(text.replaceAll(/\s+/g, " "), 86).map((line, index) => `${(index === 0 ? name : "").padEnd(12)}${line}`);
}
