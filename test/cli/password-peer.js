// A "server" that says its password wherever it can, as a real process: node password-peer.js CLIENT_URL PASSWORD, and in APP_PASSWORD
"use strict";
const { Buffer } = require("node:buffer");
const { connect } = require("node:net");
const { URL } = require("node:url");

const [, , url, password] = process.argv;
console.log(`ready, the password has ${process.env.APP_PASSWORD.length} characters, ${password === process.env.APP_PASSWORD}`);
console.log(`logging in with ${password}`);
console.error(`error: ${password} is wrong`);
const target = new URL(url.replace("opc.tcp:", "http:"));
const socket = connect(Number(target.port), target.hostname);
socket.on("error", () => undefined);
socket.write(Buffer.from(`MSGF\x30\0\0\0 a token in clear: ${password}`));
socket.resume();
socket.on("close", () => {
  console.error(`assertion failed: ${password}`);
  process.exit(3);
});
