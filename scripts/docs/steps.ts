import { readdirSync } from "node:fs";
import { join } from "node:path";
import { loadConfiguration, loadSupport } from "@cucumber/cucumber/api";
import { packageRoot } from "../../src/files";
import { featureSteps, loadFaultScenario } from "../../src/reproduce/scenario";
import { loadScenarios } from "../../src/suite/catalogue";

interface Definition {
  readonly keyword: string;
  readonly uri: string;
  readonly line: number;
  readonly expression: { readonly source: string; match(text: string): readonly unknown[] | null };
}

type Step = { readonly text: string };

const TITLES: Readonly<Record<string, string>> = {
  given: "States that a scenario begins with",
  when: "What our side does",
  then: "What the side under test has to do",
  network: "The network between them",
  lab: "The router between them, in the network lab",
  aggregation: "The aggregation server is under test",
};

/** Every sentence, with one example of its use in the features. */
export async function stepTables(): Promise<string> {
  const { definitions, steps } = await load();
  const files = [...new Set(definitions.map(({ uri }) => uri))];
  const blocks = files.map((uri) => {
    const name = /([a-z-]+)\.ts$/.exec(uri)?.[1] ?? uri;
    const rows = definitions.filter((definition) => definition.uri === uri).map((definition) => row(definition, steps));
    return [`### ${TITLES[name] ?? name}`, "", "| sentence | for example |", "|---|---|", ...rows].join("\n");
  });
  return `${blocks.join("\n\n")}\n\n${definitions.length} sentences.`;
}

function row({ keyword, expression }: Definition, steps: readonly Step[]): string {
  const use = steps.find(({ text }) => expression.match(text) !== null);
  const example = use ? `\`${use.text}\`` : "";
  return `| ${keyword} \`${expression.source}\` | ${example.replaceAll("|", "\\|")} |`;
}

/** Sentences that only fault files have. */
async function inFaultFiles(): Promise<Step[]> {
  const folder = join(packageRoot(), "docs", "faults", "lab");
  const files = readdirSync(folder).sort();
  return (await Promise.all(files.map((file) => loadFaultScenario(join(folder, file))))).flatMap(featureSteps);
}

async function load(): Promise<{ definitions: Definition[]; steps: Step[] }> {
  const environment = { cwd: packageRoot() };
  const provided = { paths: ["features/**/*.feature"], require: ["steps/**/*.ts"], requireModule: ["ts-node/register"] };
  const { runConfiguration } = await loadConfiguration({ file: false, provided }, environment);
  // The list of definitions is there but not in the public type (13.x calls it a marker interface).
  const library = (await loadSupport(runConfiguration, environment)) as unknown as { stepDefinitions: Definition[] };
  const definitions = [...library.stepDefinitions].sort((a, b) => a.uri.localeCompare(b.uri) || a.line - b.line);
  const scenarios = await loadScenarios();
  return { definitions, steps: [...scenarios.flatMap((scenario) => scenario.steps), ...(await inFaultFiles())] };
}
