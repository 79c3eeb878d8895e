"use strict";
// `npm run test:lab [-- flags of reverse-hello test]`: the scenarios of features/lab against the built-in pair, in the network lab; with
// --mutants those that only a router shows. Where the machine cannot build a lab, a line says why and nothing fails.
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");

const TOOL = ["--require", "./scripts/typescript.js", join("src", "cli", "entry.ts")];
const cwd = join(__dirname, "..");

const doctor = spawnSync(process.execPath, [...TOOL, "doctor", "--lab"], { cwd, encoding: "utf8" });
if (doctor.status !== 0) {
  const [, why = doctor.stderr.trim()] = /BAD\s+(.*\n.*)/.exec(doctor.stdout) ?? [];
  console.log(`test:lab skipped: ${why.replace(/\n\s*/, " ")}`);
  process.exit(0);
}
const run = (...words) => spawnSync(process.execPath, words, { cwd, stdio: "inherit" }).status ?? 4;
const given = process.argv.slice(2);
if (given[0] === "--mutants") {
  process.exitCode = run("--require", "./scripts/typescript.js", join("scripts", "mutants.ts"), "--lab", ...given.slice(1));
} else {
  const hasNetem = !doctor.stdout.includes("has no netem");
  if (!hasNetem) console.log("test:lab: this kernel has no netem: the scenarios that delay, reorder and duplicate are left out");
  const tags = hasNetem ? "@requires:lab" : "@requires:lab and not @netem";
  // They wait, most of their time.
  const flags = ["--network", "lab", "--tags", tags, "--parallel", "12", "--report", join("REPORT", "lab"), ...given];
  process.exitCode = run(...TOOL, "test", ...flags);
}
