"use strict";
// The real Toxiproxy, for the compatibility tests and the benchmark: `go install` into .tools/ (not committed). Ends well without Go.
const fs = require("fs");
const path = require("path");
const { spawnSync } = require("child_process");

const VERSION = "v2.12.0";
const folder = path.join(__dirname, "..", ".tools");
const wanted = path.join(folder, "toxiproxy-server");

function main() {
  if (fs.existsSync(wanted)) return `there already: ${VERSION}`;
  const go = spawnSync("go", ["version"]);
  if (go.error)
    return "skipped: no Go tool chain on this machine (https://go.dev/dl/), so nothing is compared with the real Toxiproxy";
  fs.mkdirSync(folder, { recursive: true });
  const bin = fs.mkdtempSync(path.join(folder, "go-"));
  const env = { ...process.env, GOBIN: bin, GOFLAGS: "-p=1" };
  const done = spawnSync("go", ["install", `github.com/Shopify/toxiproxy/v2/cmd/server@${VERSION}`], { env, encoding: "utf8" });
  if (done.status === 0) fs.renameSync(path.join(bin, "server"), wanted);
  fs.rmSync(bin, { recursive: true, force: true });
  if (done.status !== 0) return `skipped: go install failed: ${done.stderr.trim().split("\n").pop()}`;
  return `built: ${VERSION}`;
}

console.log(`toxiproxy-server ${main()}`);
