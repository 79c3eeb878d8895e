"use strict";
// Whether a network lab can be built on this machine, asked of `reverse-hello doctor --lab`.
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");

const cwd = join(__dirname, "..");
const TOOL = ["--require", "ts-node/register", join("src", "cli", "entry.ts")];

/** `why`: what is in the way, in one line; undefined where there can be a lab. */
function labHere() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...TOOL, "doctor", "--lab"], { cwd, encoding: "utf8" });
  if (status === 0) return { hasNetem: !stdout.includes("has no netem") };
  const [, why = stderr.trim()] = /BAD\s+(.*\n.*)/.exec(stdout) ?? [];
  return { why: why.replace(/\n\s*/, " ") };
}

module.exports = { labHere };
