"use strict";
// `server.js --dial URL… [--acknowledge]`: dials, says ReverseHello, and gets no further than Hello, or Acknowledge.
const { connect } = require("node:net");
const { setTimeout } = require("node:timers");
const { URL } = require("node:url");
const { parseArgs } = require("node:util");
const { acknowledge, frame, readFrames, text } = require("./wire");

const REDIAL = 500;
const SUSPENSION = 3000;
const CONNECT_TIMEOUT = 2000;
const BAD_TCP_MESSAGE_TYPE_INVALID = 0x80_7e_00_00;

const { values } = parseArgs({
  options: { dial: { type: "string", multiple: true, default: [] }, uri: { type: "string" }, acknowledge: { type: "boolean" } },
});

function dial(url) {
  let pause = REDIAL;
  const socket = connect(Number(url.port), url.hostname, () => {
    socket.write(frame("RHE", text(values.uri), text("opc.tcp://localhost:4840")));
  });
  readFrames(socket, (type, body) => {
    if (type === "HEL" && values.acknowledge) socket.write(acknowledge(body));
    if (type !== "ERR") return;
    if (body.readUInt32LE(0) === BAD_TCP_MESSAGE_TYPE_INVALID) pause = SUSPENSION;
    socket.end();
  });
  socket.once("data", () => setTimeout(() => socket.end(), CONNECT_TIMEOUT));
  socket.on("close", () => setTimeout(() => dial(url), pause));
}

for (const url of values.dial) dial(new URL(url));
console.log("server is running");
