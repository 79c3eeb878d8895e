"use strict";
// `npm run peers -- [NAME…] [--build] [--role server|client] [--report DIR] [--site] [flags of reverse-hello test]`: builds third-party
// stacks from their registries and runs the suite against them. A tool chain that is absent skips its peer with one line.
const { execFileSync, spawnSync } = require("node:child_process");
const { existsSync, readdirSync } = require("node:fs");
const { delimiter, join } = require("node:path");

const ROOT = join(__dirname, "..");
const FOLDER = join(ROOT, "peers");
const NAMES = readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, "build.js")));
const ROLES = ["server", "client"];

function wrongUsage(message) {
  console.error(`peers: ${message}`);
  process.exit(2);
}

function parse(words) {
  const found = { names: [], build: false, site: false, roles: ROLES, report: join(ROOT, "REPORT", "peers"), flags: [] };
  const takeValue = (name) => words.shift() ?? wrongUsage(`${name} needs a value`);
  while (words.length > 0) {
    const word = words.shift();
    if (word === "--build") found.build = true;
    else if (word === "--site") found.site = true;
    else if (word === "--role") found.roles = [takeValue("--role")];
    else if (word === "--report") found.report = takeValue("--report");
    else if (word.startsWith("-")) found.flags.push(word, ...words.splice(0));
    else found.names.push(word);
  }
  for (const role of found.roles) if (!ROLES.includes(role)) wrongUsage(`--role ${role}: expected server or client`);
  for (const name of found.names) if (!NAMES.includes(name)) wrongUsage(`no peer "${name}"; there are ${NAMES.join(", ")}`);
  if (found.names.length === 0) found.names = NAMES;
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

/**
 * Runs the suite from source; the worst exit code becomes that of this command. Waits dominate, so many scenarios run at once, and a
 * busy machine makes them late.
 */
function verify(name, role, { report, flags }) {
  const sut = join(FOLDER, name, `sut-${role}.yaml`);
  const folder = join(report, `${name}-${role}`);
  const suite = ["--require", "ts-node/register", join("src", "cli", "entry.ts"), "test", "--sut", sut, "--report", folder];
  const { parallel = {} } = require(join(FOLDER, name, "build.js"));
  console.log(`peers: ${name} as ${role}`);
  const { status } = spawnSync(
    process.execPath,
    [...suite, "--parallel", String(parallel[role] ?? 6), "--time-scale", "3", ...flags],
    {
      cwd: ROOT,
      stdio: "inherit",
    },
  );
  process.exitCode = Math.max(process.exitCode ?? 0, status ?? 4);
}

const wanted = parse(process.argv.slice(2));
for (const name of wanted.names) {
  if (!prepare(name, wanted.build) || wanted.build) continue;
  for (const role of wanted.roles) verify(name, role, wanted);
}
if (wanted.site && !wanted.build) makeSite(wanted);

/** One site of all reports, those of earlier runs too. */
function makeSite({ report, roles }) {
  const folders = NAMES.flatMap((name) => roles.map((role) => join(report, `${name}-${role}`))).filter((folder) =>
    existsSync(join(folder, "summary.json")),
  );
  const site = ["--require", "ts-node/register", join("src", "cli", "entry.ts"), "report", "site", ...folders];
  const { status } = spawnSync(process.execPath, [...site, "--out", `${report}-site`], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) process.exitCode = status ?? 4;
}
