"use strict";
// The features of the fault proxy: against the embedded one, then, where it is there, against the real Toxiproxy.
const fs = require("fs");
const path = require("path");
const { spawnSync } = require("child_process");

const root = path.join(__dirname, "..");
const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
const cucumber = path.join(root, "node_modules/@cucumber/cucumber/bin/cucumber.js");

function run(kind, without) {
  console.log(`against the ${kind} proxy:`);
  const parameters = JSON.stringify({ proxy: kind });
  return node(
    cucumber,
    "--profile",
    "proxy",
    "--world-parameters",
    parameters,
    "--tags",
    `not @${without}`,
    ...process.argv.slice(2),
  );
}

const embedded = run("embedded", "real");
node("scripts/get-toxiproxy.js");
const present = fs.existsSync(path.join(root, ".tools/toxiproxy-server"));
if (!present) console.log("the real toxiproxy-server is not here: the features were not run against it");
const real = present ? run("real", "embedded") : 0;
process.exit(embedded || real);
