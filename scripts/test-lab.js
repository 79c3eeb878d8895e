"use strict";
// `npm run test:lab [-- flags of reverse-hello test]`: the scenarios of features/lab against the built-in pair, in the network lab; with
// --mutants those that only a router shows. Where the machine cannot build a lab, a line says why and nothing fails.
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");
const { labHere } = require("./lab-here");

const TOOL = ["--require", "ts-node/register", join("src", "cli", "entry.ts")];
const cwd = join(__dirname, "..");

const { why, hasNetem } = labHere();
if (why !== undefined) {
  console.log(`test:lab skipped: ${why}`);
  process.exit(0);
}
const run = (...words) => spawnSync(process.execPath, words, { cwd, stdio: "inherit" }).status ?? 4;
const given = process.argv.slice(2);
if (given[0] === "--mutants") {
  process.exitCode = run("--require", "ts-node/register", join("scripts", "mutants.ts"), "--lab", ...given.slice(1));
} else {
  if (!hasNetem) console.log("test:lab: this kernel has no netem: the scenarios that delay, reorder and duplicate are left out");
  const tags = hasNetem ? "@requires:lab" : "@requires:lab and not @netem";
  // They wait, most of their time.
  const flags = ["--network", "lab", "--tags", tags, "--parallel", "12", "--report", join("REPORT", "lab"), ...given];
  process.exitCode = run(...TOOL, "test", ...flags);
}
