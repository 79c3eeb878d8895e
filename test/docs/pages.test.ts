import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makePage, PAGE_FILES } from "../../scripts/docs/pages";
import { packageRoot } from "../../src/files";

for (const file of PAGE_FILES) {
  test(`${file} says what the tables say; \`npm run docs\` makes it anew`, async () => {
    assert.equal(readFileSync(join(packageRoot(), file), "utf8"), await makePage(file));
  });
}
