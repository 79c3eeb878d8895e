import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseSut, PLACEHOLDERS } from "../../../src/suite/sut";

const page = readFileSync(join(__dirname, "../../../docs/sut.md"), "utf8");

test("every description in docs/sut.md loads", () => {
  const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map((match) => match[1] ?? "");
  assert.ok(blocks.length >= 5);
  const names = blocks.map((block) => parseSut(block, "/docs/sut.yaml").name);
  assert.equal(new Set(names).size, names.length);
});

test("docs/sut.md names every placeholder", () => {
  for (const name of PLACEHOLDERS) assert.ok(page.includes(`\`{${name}}\``), name);
});
