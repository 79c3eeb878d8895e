import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Catalogue } from "../../suite/catalogue";
import { makeFolder } from "../../files";
import type { RunDiff } from "../diff";
import { addFigures, measure, type Figures } from "../figures";
import { findingKinds } from "../findings";
import { renderStatementHtml } from "../statement";
import type { RunSummary } from "../types";
import { illustrate, readExhibit } from "./exhibits";
import type { Illustration } from "./kind";
import { renderOverview } from "./overview";
import { STYLE, STYLE_FILE } from "./page";
import { renderRequirementPage } from "./requirement";
import { renderScenarioPage } from "./scenario";

export interface PageOptions {
  readonly comparison?: { readonly before: RunSummary; readonly diff: RunDiff };
}

/** Writes every page of a report from its summary and the evidence in its folder; one scenario is in memory at a time. */
export async function writePages(dir: string, summary: RunSummary, catalogue: Catalogue, options: PageOptions = {}): Promise<void> {
  const examples = new Set(findingKinds(summary, catalogue).map(({ scenarios: [first] }) => first.id));
  const illustrations = new Map<string, Illustration>();
  const figures: Figures[] = [];
  for (const result of summary.results) {
    const folder = join(dir, "scenarios", result.id);
    const exhibit = await readExhibit(folder);
    if (exhibit.trace) figures.push(measure(result, exhibit.trace));
    if (examples.has(result.id)) illustrations.set(result.id, illustrate(exhibit, result));
    await makeFolder(folder);
    await writeFile(join(folder, "index.html"), renderScenarioPage(result, summary, catalogue, exhibit));
  }
  await rm(join(dir, "requirements"), { recursive: true, force: true });
  await makeFolder(join(dir, "requirements"));
  for (const judged of summary.requirements)
    await writeFile(join(dir, "requirements", `${judged.id}.html`), renderRequirementPage(judged, summary, catalogue));
  await writeFile(join(dir, STYLE_FILE), STYLE);
  await writeFile(join(dir, "statement.html"), renderStatementHtml(summary, catalogue));
  const parts = { illustrate: (result: { id: string }) => illustrations.get(result.id), figures: addFigures(figures), ...options };
  await writeFile(join(dir, "index.html"), renderOverview(summary, catalogue, parts));
}
