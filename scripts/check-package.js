"use strict";
// `npm run check:package [-- VERSION…]`: the package as a user gets it. Packs it, installs the tarball in an empty folder with each version
// of Node.js (22 and 24 unless named; from the npm package "node"), goes the documented first steps there, and compiles a program against its
// types. With `--quick` nothing is downloaded and no scenario runs: this Node.js, and the dependencies that lie here (production only).
const { execFileSync, spawnSync } = require("node:child_process");
const { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { delimiter, dirname, join, relative } = require("node:path");

const ROOT = join(__dirname, "..");
const quick = process.argv.includes("--quick");
const named = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const VERSIONS = named.length > 0 ? named : ["22", "24"];
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
  const env = { ...process.env, ...(quick ? { REVERSE_HELLO_BUILT: "1" } : {}) };
  const printed = run("npm", ["pack", "--json", "--pack-destination", work], { cwd: ROOT, env });
  const [{ filename, files }] = JSON.parse(printed.slice(printed.indexOf("[\n")));
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
  const done = spawnSync("npm", ["install", "--save-dev", tarball], { cwd: folder, env, encoding: "utf8" });
  // A warning about the package itself is what a user sees first.
  if (done.status !== 0 || /warn.*reverse-hello/.test(done.stderr)) throw new Error(`npm install: ${done.stderr || done.stdout}`);
  return { folder, env, node: run(join(bin, "node"), ["--version"]).trim() };
}

/** An empty folder with the package, and the dependencies of this checkout that a user gets too. */
function unpack(tarball) {
  const folder = join(work, "quick");
  const target = join(folder, "node_modules", "reverse-hello");
  mkdirSync(target, { recursive: true });
  run("tar", ["xzf", tarball, "-C", target, "--strip-components", "1"]);
  const [, ...paths] = run("npm", ["ls", "--omit=dev", "--all", "--parseable"], { cwd: ROOT }).trim().split("\n");
  for (const path of paths) {
    const name = relative(join(ROOT, "node_modules"), path);
    if (name.includes("node_modules")) continue;
    mkdirSync(dirname(join(folder, "node_modules", name)), { recursive: true });
    symlinkSync(path, join(folder, "node_modules", name));
  }
  return { folder, env: { ...process.env, REVERSE_HELLO_PKI: join(work, "pki") }, node: process.version };
}

const PROGRAM = `import { AggregationServer, ReverseConnectManager, ReverseConnectServer } from "reverse-hello";
import { decodeMessage, encodeReverseHello } from "reverse-hello/protocol";
import { FaultProxyServer } from "reverse-hello/proxy";
import { judge, loadCatalogue, loadScenarios, runSuite, summarizeRun, writeReport } from "reverse-hello/suite";
import { Trace, TraceRecorder } from "reverse-hello/trace";
const bytes: Buffer = encodeReverseHello({ serverUri: "urn:example:server", endpointUrl: "opc.tcp://server:4840" });
const parts = [AggregationServer, ReverseConnectManager, ReverseConnectServer, FaultProxyServer, judge, loadCatalogue, loadScenarios];
const more = [runSuite, summarizeRun, writeReport, Trace, TraceRecorder];
if (![...parts, ...more].every((part) => typeof part === "function")) throw new Error("not all is exported");
console.log(decodeMessage(bytes).type);
`;

/** The public names exist, and their types hold without skipLibCheck; what a dependency's own declarations get wrong is not ours. */
function compile({ folder, env, node }) {
  const options = {
    module: "node16",
    target: "es2023",
    strict: true,
    types: ["node"],
    typeRoots: [join(ROOT, "node_modules", "@types")],
  };
  writeFileSync(join(folder, "use.ts"), PROGRAM);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["use.ts"] }));
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { cwd: folder, encoding: "utf8" });
  const ours = stdout.split("\n").filter((line) => /^(use\.ts|node_modules\/reverse-hello\/)|^error/.test(line));
  if (ours.length > 0) throw new Error(`types are wrong under node16:\n${ours.join("\n")}`);
  const printed = run("node", ["use.js"], { cwd: folder, env });
  if (printed.trim() !== "RHE") throw new Error(`${node}: the program printed ${printed}`);
  console.log(`ok  ${node}  types and exports under module node16`);
}

try {
  const tarball = pack();
  const folders = quick ? [() => unpack(tarball)] : VERSIONS.map((version) => () => install(version, tarball));
  for (const make of folders) {
    const made = make();
    const { folder, env, node } = made;
    compile(made);
    for (const [args, expected] of STEPS.slice(0, quick ? 2 : Infinity)) {
      const began = Date.now();
      const bin = join(folder, "node_modules", "reverse-hello", "bin", "reverse-hello.js");
      const [command, ...before] = quick ? ["node", bin] : ["npx", "--no-install", "reverse-hello"];
      const printed = run(command, [...before, ...args], { cwd: folder, env });
      if (!expected.test(printed)) throw new Error(`${node}: reverse-hello ${args.join(" ")} printed\n${printed}`);
      console.log(`ok  ${node}  reverse-hello ${args.join(" ")}  ${((Date.now() - began) / 1000).toFixed(1)} s`);
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
