// npm run dependencies: what the package brings along. Fails where a licence is not among those that its own (MIT) goes with, where a package runs
// a script when it is installed that package.json does not allow, and where package-lock.json names a place that is no registry or has no hash.
const { allowScripts = {} } = require("../package.json");
const { packages } = require("../package-lock.json");

const LICENCES =
  /^\(?(MIT|MIT-0|ISC|BSD-2-Clause|BSD-3-Clause|0BSD|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-3\.0|CC-BY-4\.0|Python-2\.0|Unlicense|WTFPL|Zlib)( (OR|AND) [\w.-]+)*\)?$/;
/** Said in their LICENSE or README, not in their package.json. */
const KNOWN = { dequeue: "BSD-2-Clause", humanize: "MIT", precond: "MIT" };
/** Used for development only: it goes into nothing that is given away. */
const TOOLS = ["@action-validator/core"];

const problems = [];
const counts = new Map();
for (const [path, facts] of Object.entries(packages)) {
  if (path === "" || facts.link) continue;
  const name = path.replace(/^.*node_modules\//, "");
  const licence = KNOWN[name] ?? facts.license;
  const kind = facts.dev ? "for development" : "shipped";
  counts.set(`${kind}: ${licence}`, (counts.get(`${kind}: ${licence}`) ?? 0) + 1);
  if (!LICENCES.test(licence ?? "") && !(facts.dev && TOOLS.includes(name)))
    problems.push(`${name} ${facts.version}: licence ${licence ?? "not stated"}`);
  if (facts.hasInstallScript && !facts.optional && !allowScripts[name])
    problems.push(`${name} ${facts.version}: runs a script when it is installed`);
  if (!facts.integrity && !facts.inBundle) problems.push(`${name} ${facts.version}: no hash in package-lock.json`);
  if (facts.resolved && !facts.resolved.startsWith("https://")) problems.push(`${name} ${facts.version}: from ${facts.resolved}`);
}
for (const [what, count] of [...counts].sort()) console.log(`${String(count).padStart(4)}  ${what}`);
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? "dependencies: nothing to object to" : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
