// A "server" that says hostile strings wherever it can, as a real process: node hostile-product.js STRINGS.json CLIENT_URL
"use strict";
const { Buffer } = require("node:buffer");
const { readFileSync } = require("node:fs");
const { connect } = require("node:net");
const { setTimeout } = require("node:timers");
const { URL } = require("node:url");

const strings = JSON.parse(readFileSync(process.argv[2], "utf8"));
const target = new URL(process.argv[3].replace("opc.tcp:", "http:"));
const MEGABYTE = "A<b>\u202e".repeat(150_000);

function text(value) {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function frame(type, ...parts) {
  const body = Buffer.concat(parts);
  const head = Buffer.from(`${type}F\0\0\0\0`, "latin1");
  head.writeUInt32LE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}

let dials = 0;
function dial() {
  const said = dials % 5 === 4 ? MEGABYTE : strings[dials % strings.length];
  dials += 1;
  const socket = connect(Number(target.port), target.hostname);
  socket.on("connect", () => socket.write(frame("RHE", text(said), text(said))));
  socket.on("data", () => {
    const code = Buffer.alloc(4);
    code.writeUInt32LE(0x80800000 + dials);
    socket.end(frame("ERR", code, text(said)));
  });
  socket.on("error", (error) => process.stderr.write(`${said} ${error.message}\n`));
  socket.on("close", () => setTimeout(dial, 300));
}

for (const said of strings) process.stdout.write(`${said}\n`);
process.stderr.write(`${MEGABYTE}\n`);
process.stdout.write("ready\n", dial);
