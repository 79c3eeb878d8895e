import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../src/files";

const ROOT = packageRoot();
const PAGES = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...inFolder("docs"), ...inFolder("peers")];
const ROOMS = readdirSync(ROOT, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
/** What an evidence folder or a build makes. */
const MADE = new Set(["REPORT", "dist", "node_modules"]);
/** A part of a path that stands for any name. */
const PLACEHOLDER = /^[A-Z]+(\.\w+)*$|[*{<…]/;

function inFolder(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => (name.endsWith(".md") ? [join(folder, name)] : []));
}

/** `src/proxy/toxics/NAME.ts` is asked for as far as its placeholder. */
function named(text: string): string[] {
  const paths = [...text.matchAll(/`([\w.-]+(?:\/[\w.*{}<>…-]+)+)\/?`/g)].map(([, path]) => (path ?? "").split("/"));
  return paths
    .filter(([room = ""]) => ROOMS.includes(room) && !MADE.has(room))
    .map((parts) => {
      const open = parts.findIndex((part, index) => index > 0 && PLACEHOLDER.test(part));
      return (open < 0 ? parts : parts.slice(0, open)).join("/");
    });
}

for (const page of PAGES) {
  test(`${page} names files that are there`, () => {
    const paths = named(readFileSync(join(ROOT, page), "utf8"));
    // Third-party stacks are built before they are there.
    const wrong = paths.filter(
      (path) => !path.includes("/target/") && !existsSync(join(ROOT, path)) && !existsSync(join(ROOT, `${path}.ts`)),
    );
    assert.deepEqual(wrong, []);
  });
}

test("a path that is not there is seen", () => {
  assert.deepEqual(named("`src/nowhere/NAME.ts` and `src/none.ts`, not `REPORT/index.html`"), ["src/nowhere", "src/none.ts"]);
});
