"use strict";
// `prepack` and `postpack`: the package goes out without the scripts and development dependencies of the repository, which need files that are
// not shipped (npm warns of a `prepare` in each installation), and gets its own package.json back. REVERSE_HELLO_BUILT=1: dist/ is new already.
const { existsSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const ROOT = join(__dirname, "..");
const [FILE, KEPT] = ["package.json", "package.json.orig"].map((name) => join(ROOT, name));

// Also after a pack that was killed in between.
if (existsSync(KEPT)) renameSync(KEPT, FILE);
if (process.argv[2] === "strip") {
  if (!process.env.REVERSE_HELLO_BUILT) require("./prepare");
  const text = readFileSync(FILE, "utf8");
  writeFileSync(KEPT, text);
  const manifest = JSON.parse(text);
  for (const field of ["scripts", "devDependencies", "allowScripts"]) delete manifest[field];
  writeFileSync(FILE, `${JSON.stringify(manifest, null, 2)}\n`);
}
