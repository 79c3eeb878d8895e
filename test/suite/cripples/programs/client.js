"use strict";
// `client.js --listen URL [--hello] [--want-uri URI]`: listens, and gets no further than ReverseHello, or Hello.
const { createServer } = require("node:net");
const { clearTimeout, setTimeout } = require("node:timers");
const { URL } = require("node:url");
const { parseArgs } = require("node:util");
const { frame, readFrames, sizes, strings, text } = require("./wire");

const HOLD = 500;
const FIRST_MESSAGE_TIMEOUT = 1000;

const { values } = parseArgs({
  options: { listen: { type: "string" }, hello: { type: "boolean" }, "want-uri": { type: "string" } },
});

const server = createServer((socket) => {
  const timer = setTimeout(() => socket.end(), FIRST_MESSAGE_TIMEOUT);
  readFrames(socket, (type, body) => {
    if (type === "RHE") clearTimeout(timer);
    if (type === "ERR") socket.end();
    if (type !== "RHE" || !values.hello) return;
    const [uri, url] = strings(body);
    if (values["want-uri"] === undefined || uri === values["want-uri"]) socket.write(frame("HEL", sizes(), text(url)));
    else setTimeout(() => socket.end(), HOLD);
  });
});

const { hostname, port } = new URL(values.listen);
server.listen(Number(port), hostname, () => console.log("listening"));
