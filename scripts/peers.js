"use strict";
// `npm run peers -- [NAME…] [--build] [--role server|client] [--report DIR] [--site] [flags of reverse-hello test]`: builds third-party
// stacks from their registries and runs the suite against them. A tool chain that is absent skips its peer with one line.
// With `--lab RUNS` it runs the scenarios of the network lab so often, our own pair too, and puts the times of
// all such reports into docs/resilience.md (`--lab 0`: only that); a role that was not measured keeps its table there.
const { execFileSync, spawnSync } = require("node:child_process");
const { existsSync, readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { delimiter, join } = require("node:path");

const ROOT = join(__dirname, "..");
const FOLDER = join(ROOT, "peers");
const NAMES = readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, "build.js")));
/** Our own pair, for comparison in the lab. */
const OWN = "reverse-hello";
const PAGE = join(ROOT, "docs", "resilience.md");
const TABLE = /(<!-- resilience:begin[^\n]*\n)(.*)(<!-- resilience:end -->)/s;
const ROLES = ["server", "client"];

function wrongUsage(message) {
  console.error(`peers: ${message}`);
  process.exit(2);
}

function parse(words) {
  const found = {
    names: [],
    build: false,
    site: false,
    roles: ROLES,
    report: join(ROOT, "REPORT", "peers"),
    flags: [],
    lab: undefined,
  };
  const takeValue = (name) => words.shift() ?? wrongUsage(`${name} needs a value`);
  while (words.length > 0) {
    const word = words.shift();
    if (word === "--build") found.build = true;
    else if (word === "--site") found.site = true;
    else if (word === "--role") found.roles = [takeValue("--role")];
    else if (word === "--lab") found.lab = Number(takeValue("--lab"));
    else if (word === "--report") found.report = takeValue("--report");
    else if (word.startsWith("-")) found.flags.push(word, ...words.splice(0));
    else found.names.push(word);
  }
  for (const role of found.roles) if (!ROLES.includes(role)) wrongUsage(`--role ${role}: expected server or client`);
  if (found.lab !== undefined && !(Number.isInteger(found.lab) && found.lab >= 0)) wrongUsage("--lab: expected a number of runs");
  const known = found.lab === undefined ? NAMES : [OWN, ...NAMES];
  for (const name of found.names) if (!known.includes(name)) wrongUsage(`no peer "${name}"; there are ${known.join(", ")}`);
  if (found.names.length === 0) found.names = known;
  return found;
}

function onPath(tool) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, tool)));
}

/** Low priority where the system has `nice`: a build must not disturb what is being measured. */
function command(words) {
  return onPath("nice") ? ["nice", ["-n", "19", ...words]] : [words[0], words.slice(1)];
}

/** True when the peer can run: built before, or built now. */
function prepare(name, rebuild) {
  if (name === OWN) return true;
  const folder = join(FOLDER, name);
  const { tools, artifacts, build } = require(join(folder, "build.js"));
  const built = artifacts.every((file) => existsSync(join(folder, file)));
  if (built && !rebuild) return true;
  const absent = tools.filter((tool) => !onPath(tool));
  if (absent.length > 0) {
    console.log(`peers: ${name} skipped: ${absent.join(", ")} not found on PATH`);
    return false;
  }
  const run = (...words) => execFileSync(...command(words.flat()), { cwd: folder, stdio: "inherit" });
  const read = (...words) =>
    execFileSync(...command(words.flat()), {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      stdio: ["ignore", "pipe", "inherit"],
    });
  try {
    build(run, read);
    return true;
  } catch (error) {
    console.error(`peers: ${name} could not be built: ${error.message.split("\n")[0]}`);
    process.exitCode = 3;
    return false;
  }
}

/** Runs a command of ours from source; its exit code. */
function tool(...words) {
  const entry = ["--require", "ts-node/register", join("src", "cli", "entry.ts")];
  return spawnSync(process.execPath, [...entry, ...words], { cwd: ROOT, stdio: "inherit" }).status ?? 4;
}

/**
 * The worst exit code becomes that of this command. Waits dominate, so many scenarios run at once, and a busy machine makes them late.
 */
function verify(name, role, { report, flags }) {
  const { parallel = {} } = require(join(FOLDER, name, "build.js"));
  console.log(`peers: ${name} as ${role}`);
  const words = ["--parallel", String(parallel[role] ?? 6), "--time-scale", "3", ...flags];
  const status = tool(
    "test",
    "--sut",
    join(FOLDER, name, `sut-${role}.yaml`),
    "--report",
    join(report, `${name}-${role}`),
    ...words,
  );
  process.exitCode = Math.max(process.exitCode ?? 0, status);
}

/** A fault of the lab is measured whatever its verdict is. More at once would be late on two cores. */
function measure(name, role, run, { report, flags }) {
  const sut = name === OWN ? join("fixtures", "suts", `reference-${role}.yaml`) : join(FOLDER, name, `sut-${role}.yaml`);
  console.log(`peers: ${name} as ${role} in the lab, run ${run}`);
  const words = ["--network", "lab", "--tags", "@requires:lab", "--parallel", "8", ...flags];
  tool("test", "--sut", sut, "--report", join(`${report}-lab`, `${name}-${role}-${run}`), ...words);
}

const wanted = parse(process.argv.slice(2));
const ready = wanted.names.filter((name) => prepare(name, wanted.build) && !wanted.build);
for (const role of wanted.roles) {
  if (wanted.lab === undefined) for (const name of ready) verify(name, role, wanted);
  for (let run = 1; run <= wanted.lab; run += 1) for (const name of ready) measure(name, role, run, wanted);
}
if (wanted.lab !== undefined && !wanted.build) makeTable(wanted);
if (wanted.site && !wanted.build) makeSite(wanted);

/** One site of all reports, those of earlier runs too. */
function makeSite({ report, roles }) {
  const folders = NAMES.flatMap((name) => roles.map((role) => join(report, `${name}-${role}`)));
  writeSite(folders, `${report}-site`);
}

/** The same of the runs in the lab, and their table in the documentation. */
function makeTable({ report }) {
  const names = [OWN, ...NAMES];
  const order = (folder) => names.findIndex((name) => folder.startsWith(`${name}-`));
  const folders = readdirSync(`${report}-lab`).toSorted((a, b) => order(a) - order(b) || a.localeCompare(b));
  const site = `${report}-lab-site`;
  writeSite(
    folders.map((folder) => join(`${report}-lab`, folder)),
    site,
  );
  const measured = tablesIn(readFileSync(join(site, "resilience.md"), "utf8"));
  const replaced = (_all, begin, old, end) => {
    const tables = new Map([...tablesIn(old), ...measured]);
    return `${begin}\n${[...tables.values()].join("\n\n")}\n\n${end}`;
  };
  writeFileSync(PAGE, readFileSync(PAGE, "utf8").replace(TABLE, replaced));
}

/** By heading, "### As server" and "### As client": a role that was not measured keeps its table. */
function tablesIn(text) {
  return new Map(
    text
      .split(/^(?=### )/m)
      .filter((part) => part.startsWith("### "))
      .map((part) => [part.split("\n", 1)[0], part.trim()]),
  );
}

function writeSite(folders, out) {
  const status = tool("report", "site", ...folders.filter((folder) => existsSync(join(folder, "summary.json"))), "--out", out);
  if (status !== 0) process.exitCode = status;
}
