import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/files";
import { makePage, PAGE_FILES } from "./pages";

async function main(): Promise<void> {
  for (const file of PAGE_FILES) writeFileSync(join(packageRoot(), file), await makePage(file));
}

void main();
