import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { stepsPage } from "../../scripts/steps-doc";

test("docs/steps.md lists every sentence, with an example from the features; `npm run docs:steps` makes it anew", async () => {
  const page = await stepsPage();
  assert.equal(readFileSync(join(__dirname, "..", "..", "docs", "steps.md"), "utf8"), page);
});
