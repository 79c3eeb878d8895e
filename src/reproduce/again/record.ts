import { dirname, join, resolve } from "node:path";
import { packageRoot, readText } from "../../files";
import { loadScenarios, type ScenarioInfo } from "../../suite/catalogue";
import { readTraceNdjson, TraceFileError } from "../../report/ladder";
import type { Role, TraceEvent } from "../../trace";
import type { Dialect } from "../../vocabulary";

/** A scenario of an earlier run, read from its evidence folder. */
export interface RecordedScenario {
  readonly id: string;
  readonly title: string;
  readonly role: Role;
  /** sut.yaml of that run. */
  readonly sut: string;
  readonly seed: string;
  readonly dialect: Dialect;
  readonly timeScale: number;
  /** It ran in the network lab. */
  readonly lab?: boolean;
  readonly trace: readonly TraceEvent[];
  /** Where it is written: `FILE:LINE`, absolute. */
  readonly feature: string;
}

/** The folder holds no scenario that can be run again: one sentence; exit code 2. */
class RecordError extends Error {
  readonly code = "RECORD";
  readonly exitCode = 2;
  override readonly name = "RecordError";
}

/** Reads REPORT/scenarios/ID. Rejects with {@link RecordError}. */
export async function readRecord(folder: string, shown = folder): Promise<RecordedScenario> {
  const [facts, text] = await Promise.all([readFacts(folder, shown), read(folder, "trace.ndjson", shown)]);
  const { id, ...rest } = parseFacts(facts, shown);
  return { id, ...rest, trace: parseTrace(text, shown), feature: await findFeature(id, dirname(dirname(resolve(folder))), shown) };
}

/** A report has it in its verdict; a run that was not judged left it by itself. */
async function readFacts(folder: string, shown: string): Promise<string> {
  const verdict = await readText(join(folder, "verdict.json")).catch(() => "{}");
  const { again } = JSON.parse(verdict) as { readonly again?: unknown };
  return again === undefined ? read(folder, "scenario.json", shown) : JSON.stringify(again);
}

async function read(folder: string, name: string, shown: string): Promise<string> {
  try {
    return await readText(join(folder, name), join(folder, `${name}.gz`));
  } catch {
    throw new RecordError(`${shown}: there is no ${name} in it; name a folder REPORT/scenarios/ID of an earlier run`);
  }
}

function parseFacts(text: string, shown: string): Omit<RecordedScenario, "trace" | "feature"> {
  try {
    const facts = JSON.parse(text) as Omit<RecordedScenario, "trace" | "feature">;
    if (typeof facts.id === "string" && typeof facts.seed === "string") return facts;
  } catch {
    // Told below.
  }
  throw new RecordError(`${shown}/scenario.json: expected id, seed and more of a run, got ${JSON.stringify(text.slice(0, 60))}`);
}

function parseTrace(text: string, shown: string): TraceEvent[] {
  try {
    return readTraceNdjson(text);
  } catch (error) {
    throw error instanceof TraceFileError ? new RecordError(`${shown}/trace.ndjson: ${error.message}`) : error;
  }
}

/** The feature files of that run are named in its Cucumber messages; those of the package are tried as well. */
async function findFeature(id: string, report: string, shown: string): Promise<string> {
  const found = (await scenariosOf(report)).find((scenario) => scenario.id === id);
  if (found) return `${resolve(packageRoot(), found.uri)}:${found.line}`;
  throw new RecordError(
    `${shown}: scenario ${id} is in no feature file any more; were the features of that run moved or renumbered?`,
  );
}

async function scenariosOf(report: string): Promise<ScenarioInfo[]> {
  const messages = await readText(join(report, "messages.ndjson.gz"), join(report, "messages.ndjson")).catch(() => "");
  const files = messages.split("\n").flatMap((line) => (line.startsWith('{"source"') ? [resolve(packageRoot(), uriOf(line))] : []));
  const own = await loadScenarios([...new Set(files)]).catch(() => []);
  return [...own, ...(await loadScenarios())];
}

function uriOf(line: string): string {
  return (JSON.parse(line) as { readonly source: { readonly uri: string } }).source.uri;
}
