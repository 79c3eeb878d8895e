import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Catalogue } from "../suite/catalogue";
import { renderJunit } from "./junit";
import { renderMarkdown } from "./markdown";
import { ReportError, type RunSummary, type ScenarioResult } from "./types";
import { makeFolder } from "../files";
import { writePages, type PageOptions } from "./html";

const zip = promisify(gzip);

/**
 * Makes the report folder before a run: creates it, proves that it can be written, and removes the evidence of an earlier run (only
 * what reports write, and only in a folder that holds a report). Rejects with ReportError REPORT_UNWRITABLE.
 */
export async function prepareReport(dir: string): Promise<void> {
  try {
    await makeFolder(dir);
    const probe = join(dir, ".write-probe");
    await writeFile(probe, "");
    await rm(probe);
    const isReport = await stat(join(dir, "summary.json")).then(
      () => true,
      () => false,
    );
    if (isReport) await Promise.all([...FOLDERS, ...FILES].map((name) => rm(join(dir, name), { recursive: true, force: true })));
  } catch (error) {
    throw unwritable(dir, error);
  }
}

const FILES = [
  "summary.json",
  "summary.md",
  "junit.xml",
  "index.html",
  "statement.html",
  "cucumber.html",
  "report.css",
  "messages.ndjson",
  "messages.ndjson.gz",
  "report.sarif",
];
const FOLDERS = ["scenarios", "requirements"];

export interface WriteOptions extends PageOptions {
  /** The report folder as a CI knows it, for what it may attach; nothing is attached without. */
  readonly shown?: string;
}

/** Writes a report from what a run came to and the evidence that is in its folder: summary.json, summary.md, junit.xml and the pages. */
export async function writeReport(
  dir: string,
  summary: RunSummary,
  catalogue: Catalogue,
  options: WriteOptions = {},
): Promise<void> {
  const ladders = await readLadders(dir, summary);
  const { shown, ...pages } = options;
  const attachments = (id: string): string[] => (shown === undefined ? [] : [`${shown}/scenarios/${id}/wire.pcapng`]);
  try {
    await makeFolder(dir);
    await Promise.all([
      writeFile(join(dir, "summary.json"), toJson(summary)),
      writeFile(
        join(dir, "summary.md"),
        renderMarkdown(summary, catalogue, { ladder: (id) => ladders.get(id), most: SUMMARY_LINES }),
      ),
      writeFile(join(dir, "junit.xml"), renderJunit(summary, catalogue, { attachments })),
      ...summary.results.map((result) => writeVerdict(dir, result, summary)),
    ]);
    await writePages(dir, summary, catalogue, pages);
    await compress(join(dir, "messages.ndjson"));
  } catch (error) {
    throw unwritable(dir, error);
  }
}

/** Cucumber's messages are for programs, and a tenth of the size compressed. */
async function compress(file: string): Promise<void> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return;
  await writeFile(`${file}.gz`, await zip(bytes));
  await rm(file);
}

/** Job summaries of CI services have limits of their own; nobody reads more. */
const SUMMARY_LINES = 950;

/** scenarios/ID/ladder.txt of every scenario that is no pass, as far as there is one. */
export async function readLadders(dir: string, summary: RunSummary): Promise<Map<string, string>> {
  const ladders = new Map<string, string>();
  const wanted = summary.results.filter(({ verdict }) => verdict !== "pass" && verdict !== "not-applicable");
  await Promise.all(
    wanted.map(async ({ id }) => {
      const text = await readFile(join(dir, "scenarios", id, "ladder.txt"), "utf8").catch(() => undefined);
      if (text !== undefined) ladders.set(id, text);
    }),
  );
  return ladders;
}

/** Reads summary.json of a report folder (or the file itself). Rejects with ReportError REPORT_UNREADABLE. */
export async function readReport(path: string): Promise<RunSummary> {
  const file = path.endsWith(".json") ? path : join(path, "summary.json");
  const hint = "name a folder that `reverse-hello test --report` wrote";
  let data: unknown;
  try {
    data = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === "ENOENT" ? "does not exist" : `cannot be read: ${(error as Error).message}`;
    throw new ReportError("REPORT_UNREADABLE", `${file} ${why}; ${hint}`);
  }
  if (!isSummary(data)) throw new ReportError("REPORT_UNREADABLE", `${file} is not a summary of schema version 1; ${hint}`);
  return data;
}

function isSummary(data: unknown): data is RunSummary {
  if (typeof data !== "object" || data === null) return false;
  const { schemaVersion, sut, results, requirements, judging } = data as Partial<Record<keyof RunSummary, unknown>>;
  return (
    schemaVersion === 1 &&
    typeof sut === "object" &&
    Array.isArray(results) &&
    Array.isArray(requirements) &&
    typeof judging === "object"
  );
}

/** Takes in what the scenario itself left for its repetition (scenario.json): one small file less in each of hundreds of folders. */
async function writeVerdict(dir: string, result: ScenarioResult, { tool, sut, judging }: RunSummary): Promise<void> {
  const folder = join(dir, "scenarios", result.id);
  await makeFolder(folder);
  const own = join(folder, "scenario.json");
  const facts: unknown = await readFile(own, "utf8").then(JSON.parse, () => undefined);
  // A report that is written again (a merge) has it in the verdict already.
  const again: unknown = facts ?? (await readAgain(folder));
  const verdict = { schemaVersion: 1, tool, sut, dialect: judging.dialect, ...result, ...(again === undefined ? {} : { again }) };
  await writeFile(join(folder, "verdict.json"), toJson(verdict));
  if (facts !== undefined) await rm(own);
}

async function readAgain(folder: string): Promise<unknown> {
  const text = await readFile(join(folder, "verdict.json"), "utf8").catch(() => "{}");
  return (JSON.parse(text) as { readonly again?: unknown }).again;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function unwritable(dir: string, error: unknown): ReportError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new ReportError(
    "REPORT_UNWRITABLE",
    `the report folder ${dir} cannot be written (${code ?? message}); choose another with --report`,
  );
}
