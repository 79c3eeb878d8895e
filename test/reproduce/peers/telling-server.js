"use strict";
// The reference server in a process that says its ids to the test, on a connection of its own, and then "channel" when a client has one.
// With "with a channel" it dies then, without cleaning up.
const { spawn } = require("node:child_process");
const { connect } = require("node:net");

const [port, dies, ...command] = process.argv.slice(2);
const server = spawn(command[0], command.slice(1), { stdio: ["ignore", "pipe", "inherit"] });
const test = connect(Number(port), "127.0.0.1");
test.write(`${process.pid} ${server.pid}\n`);
server.stdout.pipe(process.stdout);

let said = "";
server.stdout.on("data", (chunk) => {
  said += chunk;
  if (!/"state":"connected"/.test(said)) return;
  said = "";
  server.stdout.removeAllListeners("data").pipe(process.stdout);
  test.write("channel\n");
  if (dies === "never") return;
  process.stderr.write("assertion failed: nobody pulls the cable\n");
  server.kill("SIGKILL");
  server.once("exit", () => process.exit(134));
});
