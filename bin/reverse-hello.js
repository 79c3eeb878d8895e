#!/usr/bin/env node
"use strict";
// Written for any Node, so that an old one gets a sentence and not a syntax error.
const path = require("path");
const fs = require("fs");
const { spawn } = require("child_process");

const [major, minor] = process.versions.node.split(".").map(Number);
const root = path.join(__dirname, "..");

if (major < 22 || (major === 22 && minor < 13)) {
  // The repository carries a newer Node as a development dependency; use it where it is.
  const node = path.join(root, "node_modules", "node", "bin", "node");
  if (!fs.existsSync(node)) {
    console.error(
      "reverse-hello: needs Node.js 22.13 or newer (node-opcua does), this is " +
        process.version +
        "; install it, or run inside the repository after `npm ci`, which brings one.",
    );
    process.exit(2);
  }
  runWith(node);
} else {
  run();
}

/**
 * The child is the command: it hears the signals, and its end is ours. Ctrl-C reaches it by itself, through the terminal; that this
 * process was killed, the end of the channel tells it.
 */
function runWith(node) {
  const env = Object.assign({}, process.env, { REVERSE_HELLO_WRAPPED: "1" });
  const stdio = ["inherit", "inherit", "inherit", "ipc"];
  const child = spawn(node, [__filename].concat(process.argv.slice(2)), { stdio: stdio, env: env });
  ["SIGINT", "SIGTERM", "SIGHUP"].forEach(function (signal) {
    process.on(signal, function () {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  });
  child.on("error", function (error) {
    console.error("reverse-hello: cannot start " + node + ": " + error.message + "; install Node.js 22.13 or newer.");
    process.exit(2);
  });
  child.on("exit", function (code, signal) {
    if (signal === null) process.exit(code);
    ["SIGINT", "SIGTERM", "SIGHUP"].forEach(function (each) {
      process.removeAllListeners(each);
    });
    process.kill(process.pid, signal);
  });
}

function endWithWrapper() {
  delete process.env.REVERSE_HELLO_WRAPPED;
  process.on("disconnect", function () {
    process.kill(process.pid, "SIGTERM");
  });
  if (process.channel) process.channel.unref();
}

function run() {
  const built = path.join(root, "dist", "src", "cli", "process.js");
  if (fs.existsSync(built)) {
    const cache = require(path.join(root, "dist", "src", "files", "compile-cache.js"));
    const refused = cache.keepCompiledCode(process.env);
    if (refused !== undefined) console.error("reverse-hello: " + refused);
    if (process.env.REVERSE_HELLO_WRAPPED === "1") endWithWrapper();
    void require(built).runProcess();
  } else {
    console.error("reverse-hello: not built yet; run `npm run build` in " + root + ".");
    process.exit(2);
  }
}
