import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allMutants } from "../../simulators/mutants";
import { renderMarkdown } from "../../src/mutants";
import { packageRoot } from "../../src/files";
import { fileTypes } from "./file-types";
import { faultSchema, sutSchema } from "./schemas";
import { stepTables } from "./steps";
import { capabilityTable, exitCodeTable, fleetKindTable, timingTable, verdictTable } from "./tables";

/** What a page says between its marks `docs:begin NAME` and `docs:end NAME`. */
type Block = () => string | Promise<string>;

/** Every part of the documentation that is made from the tables it documents. */
const PAGES: Readonly<Record<string, Readonly<Record<string, Block>>>> = {
  "docs/sut.md": { timings: timingTable, capabilities: capabilityTable },
  "docs/mutants.md": {
    sample: () => codeOf("simulators/mutants/server/two-waiting.ts"),
    mutants: () => `\n${renderMarkdown(allMutants())}\n`,
  },
  "docs/steps.md": { sentences: stepTables },
  "docs/fleet.md": { kinds: fleetKindTable },
  "docs/ci.md": { "exit-codes": exitCodeTable, verdicts: verdictTable },
};

/** A file of the repository as a block of code. */
function codeOf(file: string): string {
  return `\n\`\`\`ts\n${readFileSync(join(packageRoot(), file), "utf8")}\`\`\`\n`;
}

/** Files that are made whole. */
const WHOLE: Readonly<Record<string, Block>> = {
  "schemas/sut.schema.json": sutSchema,
  "schemas/fault.schema.json": faultSchema,
  // Made from the schemas.
  "src/files/file-types.ts": fileTypes,
};

export const PAGE_FILES: readonly string[] = [...Object.keys(PAGES), ...Object.keys(WHOLE)];

/** The page with its made parts made anew. Throws when a mark is missing. */
export async function makePage(file: string): Promise<string> {
  if (WHOLE[file]) return WHOLE[file]();
  let page = readFileSync(join(packageRoot(), file), "utf8");
  for (const [name, block] of Object.entries(PAGES[file] ?? {})) {
    const [begin, end] = [`<!-- docs:begin ${name} (made by npm run docs) -->`, `<!-- docs:end ${name} -->`];
    const [before, rest] = page.split(begin);
    const after = rest?.split(end)[1];
    if (before === undefined || after === undefined) throw new Error(`${file} has no marks ${begin} and ${end}`);
    page = `${before}${begin}\n${await block()}\n${end}${after}`;
  }
  return page;
}
