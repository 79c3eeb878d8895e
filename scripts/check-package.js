"use strict";
// `npm run check:package [-- VERSION…]`: the package as a user gets it. Packs it, installs the tarball in an empty folder with each version
// of Node.js (22 and 24 unless named; from the npm package "node"), and goes the documented first steps there.
const { execFileSync } = require("node:child_process");
const { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { delimiter, join } = require("node:path");

const ROOT = join(__dirname, "..");
const VERSIONS = process.argv.length > 2 ? process.argv.slice(2) : ["22", "24"];
const work = mkdtempSync(join(tmpdir(), "reverse-hello-package-"));

/** First steps, each with what it has to print. */
const STEPS = [
  [["--version"], /^\d+\.\d+\.\d+$/m],
  [["list", "--tags", "@quick"], /server-reverse-hello-01/],
  [["test", "--quick", "--parallel", "2"], /Good: no finding[\s\S]*Report: REPORT\/index\.html/],
  [["statement"], /^# Conformance statement/m],
];

function run(command, args, options) {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], ...options });
}

function pack() {
  const [{ filename, files }] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", work], { cwd: ROOT }));
  checkLinks(new Set(files.map(({ path }) => path)));
  return join(work, filename);
}

/** A link of a shipped page leads to a shipped file. */
function checkLinks(shipped) {
  const broken = [];
  for (const page of [...shipped].filter((name) => name.endsWith(".md"))) {
    const text = readFileSync(join(ROOT, page), "utf8").replace(/```[\s\S]*?```/g, "");
    for (const [, link] of text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)) {
      const target = join(page, "..", link).replaceAll("\\", "/").replace(/\/$/, "");
      const there = shipped.has(target) || [...shipped].some((name) => name.startsWith(`${target}/`));
      if (!there) broken.push(`${page} links to ${link}`);
    }
  }
  if (broken.length > 0) throw new Error(`not in the package: ${broken.join("; ")}`);
}

/** An empty folder with this Node.js and the package. */
function install(version, tarball) {
  const folder = join(work, `node-${version}`);
  const runtime = join(work, `runtime-${version}`);
  for (const each of [folder, runtime]) {
    execFileSync("mkdir", [each]);
    writeFileSync(join(each, "package.json"), '{ "private": true, "allowScripts": { "node": true } }\n');
  }
  const quiet = ["--no-audit", "--no-fund", "--loglevel", "error"];
  run("npm", ["install", ...quiet, `node@${version}`], { cwd: runtime });
  const bin = join(runtime, "node_modules", "node", "bin");
  if (!existsSync(join(bin, "node"))) throw new Error(`Node.js ${version} did not come with its package`);
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, REVERSE_HELLO_PKI: join(work, "pki") };
  run("npm", ["install", ...quiet, "--save-dev", tarball], { cwd: folder, env });
  return { folder, env, node: run(join(bin, "node"), ["--version"]).trim() };
}

try {
  const tarball = pack();
  for (const version of VERSIONS) {
    const { folder, env, node } = install(version, tarball);
    for (const [args, expected] of STEPS) {
      const began = Date.now();
      const printed = run("npx", ["--no-install", "reverse-hello", ...args], { cwd: folder, env });
      if (!expected.test(printed)) throw new Error(`${node}: reverse-hello ${args.join(" ")} printed\n${printed}`);
      console.log(`ok  ${node}  reverse-hello ${args.join(" ")}  ${((Date.now() - began) / 1000).toFixed(1)} s`);
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
