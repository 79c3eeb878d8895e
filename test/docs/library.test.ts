import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import packageFile from "../../package.json";

const ROOT = join(__dirname, "..", "..");

test("the samples of docs/library.md are the files that are compiled and named there", () => {
  const page = readFileSync(join(ROOT, "docs", "library.md"), "utf8");
  const samples = [...page.matchAll(/\(samples\/(\w+)\.ts\)\):\n\n```ts\n([\s\S]*?)```/g)];
  assert.equal(samples.length, 2);
  const source: Readonly<Record<string, string>> = {
    "reverse-hello/protocol": "../../src/protocol",
    "reverse-hello/suite": "../../src/library/suite",
  };
  for (const [, name = "", text = ""] of samples) {
    const inside = text.replaceAll(/"(reverse-hello\/\w+)"/g, (_whole, path: string) => `"${source[path] ?? path}"`);
    assert.equal(inside, readFileSync(join(ROOT, "docs", "samples", `${name}.ts`), "utf8"));
  }
  for (const [, path = ""] of page.matchAll(/^\| `reverse-hello\/(\w+)` /gm)) assert.ok(`./${path}` in packageFile.exports, path);
});
