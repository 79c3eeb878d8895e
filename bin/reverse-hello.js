#!/usr/bin/env node
"use strict";
// Written for any Node, so that an old one gets a sentence and not a syntax error.
const path = require("path");
const fs = require("fs");
const { spawn } = require("child_process");

const [major, minor] = process.versions.node.split(".").map(Number);
const root = path.join(__dirname, "..");
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const WRAPPED = "REVERSE_HELLO_WRAPPED";

if (major < 22 || (major === 22 && minor < 13)) {
  // The repository carries a newer Node as a development dependency; use it where it is.
  const node = path.join(root, "node_modules", "node", "bin", "node");
  if (!fs.existsSync(node)) {
    console.error(
      "reverse-hello: needs Node.js 22.13 or newer, and this is " +
        process.version +
        "; install a newer one (in a checkout of the tool, `npm ci` brings it).",
    );
    process.exit(2);
  }
  runWith(node);
} else {
  run();
}

/** The child is the command: it gets every signal, its end is ours, and it ends too when we are killed (the IPC channel closes then). */
function runWith(node) {
  const child = spawn(node, [__filename].concat(process.argv.slice(2)), {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: Object.assign({}, process.env, { [WRAPPED]: "1" }),
  });
  SIGNALS.forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  });
  child.on("error", function (error) {
    console.error("reverse-hello: cannot start " + node + ": " + error.message + "; install Node.js 22.13 or newer.");
    process.exit(2);
  });
  child.on("exit", function (code, signal) {
    if (signal === null) process.exit(code);
    SIGNALS.forEach(function (each) {
      process.removeAllListeners(each);
    });
    process.kill(process.pid, signal);
  });
}

function run() {
  const wrapped = process.env[WRAPPED] !== undefined;
  delete process.env[WRAPPED];
  if (wrapped && process.channel) {
    process.on("disconnect", function () {
      process.kill(process.pid, "SIGTERM");
    });
    process.channel.unref();
  }
  const built = path.join(root, "dist", "src", "cli", "process.js");
  if (fs.existsSync(built)) {
    const cache = require(path.join(root, "dist", "src", "files", "compile-cache.js"));
    const refused = cache.keepCompiledCode(process.env);
    if (refused !== undefined) console.error("reverse-hello: " + refused);
    void require(built).runProcess();
  } else {
    console.error("reverse-hello: not built yet; run `npm run build` in " + root + ".");
    process.exit(2);
  }
}
