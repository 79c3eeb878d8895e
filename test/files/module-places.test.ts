import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { after, test } from "node:test";

const cache = mkdtempSync(join(tmpdir(), "reverse-hello-test-"));
after(() => rmSync(cache, { recursive: true }));

const places = join(cache, "reverse-hello", "module-places");
const file = () => join(places, readdirSync(places)[0] ?? "none");

/** A process that keeps places and loads `yaml`; what it printed. */
function load(): string {
  const code = `
    require(${JSON.stringify(resolve("src/files/module-places.ts"))}).keepPlaces(process.env);
    console.log(require("node:module").createRequire(${JSON.stringify(resolve("node_modules/yaml/package.json"))})("./dist/index.js").stringify({ a: 1 }).trim());
  `;
  const env = { ...process.env, XDG_CACHE_HOME: cache };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--require", "ts-node/register", "--eval", code], { env });
  assert.equal(status, 0, stderr.toString());
  return stdout.toString().trim();
}

/** Changes what is kept about the name `./public-api.js`. */
function change(edit: (place: [string, string?]) => void, stamp?: string): void {
  const kept = JSON.parse(readFileSync(file(), "utf8")) as { stamp: string; places: Record<string, Record<string, [string]>> };
  for (const names of Object.values(kept.places)) if (names["./public-api.js"]) edit(names["./public-api.js"]);
  writeFileSync(file(), JSON.stringify(stamp === undefined ? kept : { ...kept, stamp }));
}

test("what was found is used by the next process, until something is installed", () => {
  assert.equal(load(), "a: 1");
  const own = join(cache, "own.cjs");
  writeFileSync(own, `exports.stringify = () => "from the kept place";`);
  const toOwn = (place: [string, string?]) => (place[0] = pathToFileURL(own).href);
  change(toOwn);
  assert.equal(load(), "from the kept place");
  change(toOwn, "another installation");
  assert.equal(load(), "a: 1");
  assert.equal(load(), "a: 1");
});

test("a kept place that is gone, and a file that was cut short, are found again", () => {
  change((place) => (place[0] = pathToFileURL(join(cache, "gone.js")).href));
  assert.equal(load(), "a: 1");
  writeFileSync(file(), '{"stamp": "');
  assert.equal(load(), "a: 1");
  assert.doesNotThrow(() => JSON.parse(readFileSync(file(), "utf8")) as unknown);
});
