"use strict";
// `npm run coverage -- [FILE…]`: runs the unit tests (or those files) with coverage, and fails when a room that decides about verdicts falls
// below what it has reached: lines and branches, in percent. Raise a floor when you passed it.
const { spawnSync } = require("node:child_process");
const { existsSync, mkdtempSync, readdirSync, rmSync } = require("node:fs");
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

// What races with nobody runs as many files at once as there are cores: it waits for whole processes most of its time, or only reckons. The
// rest, in which milliseconds matter, runs one file at a time.
// That a failure comes and goes is told only when each of eight runs could be judged: no run may have been slept through.
const WAITS = /^test\/(cli|docs|reproduce(?!\/sometimes)|suite\/cripples)\//;
const RECKONS =
  /^test\/(capture|files|fuzz|judge|mutants|protocol|prove|report|text|vocabulary|suite\/(catalogue|checkers|verdict))\//;
const isAlone = (name) => !WAITS.test(name) && !RECKONS.test(name);
const files = process.argv.slice(2);
const all = readdirSync("test", { recursive: true }).map((name) => `test/${name.replaceAll("\\", "/")}`);
const tests = (files.length > 0 ? files : all).filter((name) => name.endsWith(".test.ts"));
const run = (some, atOnce) =>
  some.length === 0
    ? 0
    : c8(
        ...["--clean=false", "--reporter", "none", process.execPath, "--require", "ts-node/register", "--test"],
        `--test-concurrency=${atOnce}`,
        ...some,
      );
let status = run(
  tests.filter((name) => !isAlone(name)),
  availableParallelism(),
);
status = run(tests.filter(isAlone), 1) || status;
for (const [room, { lines, branches }] of Object.entries(FLOORS)) {
  console.log(`${room}: ${lines} % of lines and ${branches} % of branches at least`);
  // A room that is gone would have nothing that falls below.
  if (!existsSync(join(__dirname, "..", room))) status ||= 4;
  const floors = ["--check-coverage", "--lines", String(lines), "--branches", String(branches)];
  const missed = c8("report", "--include", `${room}/**`, "--reporter", "text-summary", ...floors);
  status ||= missed;
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = status;
