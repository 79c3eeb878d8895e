// A "server" that says something in every place where it can, as a real process: node hostile-peer.js CLIENT_URL
"use strict";
const { Buffer } = require("node:buffer");
const { connect } = require("node:net");
const { URL } = require("node:url");

const EVIL = "evil\u001b[2J\u001b]0;t\u0007\u009b31m\u007f\u202eabc\r\nFORGED ok\u2028x";
const target = new URL(process.argv[2].replace("opc.tcp:", "http:"));

function string(text) {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function message(type, body) {
  const header = Buffer.from(`${type}F0000`);
  header.writeUInt32LE(8 + body.length, 4);
  return Buffer.concat([header, body]);
}

console.log("ready");
console.log(EVIL);
console.error(EVIL);
const socket = connect(Number(target.port), target.hostname);
socket.on("error", () => undefined);
socket.write(message("RHE", Buffer.concat([string(EVIL), string(`opc.tcp://${EVIL}`)])));
socket.on("data", () => {
  socket.end(message("ERR", Buffer.concat([Buffer.from([0, 0, 0x7e, 0x80]), string(EVIL)])));
});
socket.on("close", () => {
  console.error(`assertion failed: ${EVIL}`);
  process.exit(3);
});
