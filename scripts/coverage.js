"use strict";
// `npm run coverage -- [FILE…]`: runs the unit tests (or those files) with coverage, and fails when a room that decides about verdicts falls
// below what it has reached: lines and branches, in percent. Raise a floor when you passed it.
const { spawnSync } = require("node:child_process");
const { mkdtempSync, readdirSync, readFileSync, rmSync } = require("node:fs");
const { availableParallelism, tmpdir } = require("node:os");
const { join } = require("node:path");

const FLOORS = {
  "src/protocol": { lines: 96, branches: 93 },
  "src/suite/checkers": { lines: 97, branches: 92 },
  "src/suite/expect": { lines: 96, branches: 93 },
  "src/suite/verdict": { lines: 98, branches: 86 },
};

const folder = mkdtempSync(join(tmpdir(), "reverse-hello-coverage-"));
const c8 = (...words) => spawnSync("c8", ["--temp-directory", folder, ...words], { stdio: "inherit" }).status ?? 4;

// What races with nobody runs as many files at once as there are cores, or one more where it waits for whole processes most of its time. The
// rest, in which milliseconds matter, runs one file at a time. What whole processes reach does not count for the floors: noting it makes each
// of them take half as long again.
// That a failure comes and goes is told only when each of eight runs could be judged: no run may have been slept through.
const WAITS =
  /^test\/(cli|docs|hostile|lab|reproduce(?!\/sometimes)|simulators\/(aggregation|client|containment|pki|server)|suite\/(attach|cripples|probe|run|sut))\//;
const RECKONS =
  /^test\/(capture|files|fuzz|judge|mutants|protocol|prove|report|text|vocabulary|suite\/(catalogue|checkers|verdict))\//;
const isAlone = (name) => !WAITS.test(name) && !RECKONS.test(name);
const files = process.argv.slice(2);
const all = readdirSync("test", { recursive: true }).map((name) => `test/${name.replaceAll("\\", "/")}`);
const tests = (files.length > 0 ? files : all).filter((name) => name.endsWith(".test.ts"));
const run = (isWanted, atOnce, start) => {
  const some = tests.filter(isWanted);
  const words = ["--require", "ts-node/register", "--test", `--test-concurrency=${atOnce}`, ...some];
  return some.length === 0 ? 0 : start(words);
};
const plainly = (words) => spawnSync(process.execPath, words, { stdio: "inherit" }).status ?? 4;
const counted = (words) => c8("--clean=false", "--reporter", "none", process.execPath, ...words);
let status = run((name) => WAITS.test(name), availableParallelism() + 1, plainly);
status = run((name) => RECKONS.test(name), availableParallelism(), counted) || status;
status = run(isAlone, 1, counted) || status;
// Once for all rooms.
const summary = join(folder, "summary");
const included = Object.keys(FLOORS).flatMap((room) => ["--include", `${room}/**`]);
status = c8("report", ...included, "--reporter", "json-summary", "--reports-dir", summary) || status;
const seen = Object.entries(JSON.parse(readFileSync(join(summary, "coverage-summary.json"), "utf8")));
for (const [room, floors] of Object.entries(FLOORS)) {
  const files = seen.filter(([path]) => path.startsWith(join(__dirname, "..", room, "/"))).map(([, facts]) => facts);
  for (const [kind, floor] of Object.entries(floors)) {
    const sum = (what) => files.reduce((all, facts) => all + facts[kind][what], 0);
    const reached = (100 * sum("covered")) / sum("total");
    console.log(`${room}: ${reached.toFixed(2)} % of ${kind}, ${floor} % at least`);
    // A room that is gone has nothing that is covered.
    if (!(reached >= floor)) status ||= 1;
  }
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = status;
