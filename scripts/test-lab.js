"use strict";
// `npm run test:lab [-- flags of reverse-hello test]`: the scenarios of features/lab against the built-in pair, in the network lab. Where
// the machine cannot build one, a line says why and nothing fails.
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");

const TOOL = ["--require", "ts-node/register", join("src", "cli", "entry.ts")];
const cwd = join(__dirname, "..");

const doctor = spawnSync(process.execPath, [...TOOL, "doctor", "--lab"], { cwd, encoding: "utf8" });
if (doctor.status !== 0) {
  const [, why = doctor.stderr.trim()] = /BAD\s+(.*\n.*)/.exec(doctor.stdout) ?? [];
  console.log(`test:lab skipped: ${why.replace(/\n\s*/, " ")}`);
  process.exit(0);
}
const hasNetem = !doctor.stdout.includes("has no netem");
if (!hasNetem) console.log("test:lab: this kernel has no netem: the scenarios that delay, reorder and duplicate are left out");
const tags = hasNetem ? "@requires:lab" : "@requires:lab and not @netem";
const flags = ["--network", "lab", "--tags", tags, "--parallel", "8", "--report", join("REPORT", "lab"), ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, [...TOOL, "test", ...flags], { cwd, stdio: "inherit" }).status ?? 4;
