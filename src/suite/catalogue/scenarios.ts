import { readFile, readdir, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from "@cucumber/gherkin";
import { IdGenerator, type GherkinDocument, type Pickle } from "@cucumber/messages";
import { packageRoot } from "../../files";
import { scenarioId, scenarioLine } from "./scenario-id";
import { readTags } from "./tags";
import { FeatureError, type ScenarioInfo } from "./types";

/**
 * Scenarios of feature files, sorted by file and line. Each path is a file, a folder (searched to its depth) or a pattern with `*`
 * and `**`; default: the features of the package. Rejects with FeatureError for a file that does not parse, a title without a
 * number, or an id that two scenarios share.
 */
export async function loadScenarios(paths?: readonly string[], cwd?: string): Promise<ScenarioInfo[]> {
  const base = cwd ?? packageRoot();
  const files = (await Promise.all((paths ?? ["features"]).map((path) => expand(path, base)))).flat();
  const scenarios: ScenarioInfo[] = [];
  for (const file of [...new Set(files)].sort()) {
    scenarios.push(...parseFeature(await readFile(file, "utf8"), relative(base, file).replaceAll("\\", "/")));
  }
  const seen = new Map<string, ScenarioInfo>();
  for (const scenario of scenarios) {
    const other = seen.get(scenario.id);
    if (other !== undefined) {
      throw new FeatureError(
        `${scenario.uri}:${scenario.line}: the id ${scenario.id} is taken by line ${other.line}; numbers are unique in a file`,
      );
    }
    seen.set(scenario.id, scenario);
  }
  return scenarios;
}

/** Scenarios of one feature text; `uri` gives ids and messages. */
export function parseFeature(text: string, uri: string): ScenarioInfo[] {
  const newId = IdGenerator.incrementing();
  let document: GherkinDocument;
  try {
    document = { ...new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher()).parse(text), uri };
  } catch (error) {
    throw new FeatureError(`${uri}: does not parse: ${(error as Error).message.replaceAll("\n", " ")}`);
  }
  return compile(document, uri, newId).map((pickle) => describeScenario(document, pickle));
}

/** What one pickle is: id, roles, requirements, … Also for hooks, which get document and pickle from Cucumber. */
export function describeScenario(document: GherkinDocument, pickle: Pickle): ScenarioInfo {
  const tags = pickle.tags.map(({ name }) => name);
  const { roles, requirements, capabilities, dialect } = readTags(tags);
  return {
    id: scenarioId(document, pickle),
    title: pickle.name,
    feature: document.feature?.name ?? "",
    uri: pickle.uri,
    line: scenarioLine(document, pickle),
    roles,
    requirements,
    capabilities,
    ...(dialect !== undefined && { dialect }),
    tags: [...new Set(tags)],
    steps: pickle.steps.map(({ text, type }) => ({ text, type: type ?? "Unknown" })),
  };
}

async function expand(path: string, cwd: string): Promise<string[]> {
  if (/[*?]/.test(path)) {
    const fixed = path.slice(0, path.search(/[*?]/)).replace(/[^/]*$/, "");
    const pattern = globPattern(resolve(cwd, path));
    return (await featureFiles(resolve(cwd, fixed))).filter((file) => pattern.test(file));
  }
  return featureFiles(resolve(cwd, path));
}

async function featureFiles(path: string): Promise<string[]> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch {
    throw new FeatureError(`no feature file or folder ${path}; name an existing one`);
  }
  if (!isFolder) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".feature"))
    .map((entry) => join(entry.parentPath, entry.name));
}

function globPattern(glob: string): RegExp {
  const source = glob
    .replaceAll("\\", "/")
    .replaceAll(/[.+^${}()|[\]]/g, "\\$&")
    .replaceAll("**/", "\u0000")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
    .replaceAll("\u0000", "(?:.*/)?");
  return new RegExp(`^${source}$`);
}
