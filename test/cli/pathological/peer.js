// A "server" that does one thing wrong, as a real process: node peer.js MODE CLIENT_URL PID_FOLDER
"use strict";
const { spawn } = require("node:child_process");
const { writeFileSync } = require("node:fs");
const { connect, createServer } = require("node:net");
const { join } = require("node:path");
const { setImmediate, setInterval, setTimeout } = require("node:timers");
const { URL } = require("node:url");

const [, , mode, clientUrl, folder] = process.argv;
writeFileSync(join(folder, `${process.pid}.pid`), "");
const target = new URL(clientUrl.replace("opc.tcp:", "http:"));

const modes = {
  crash() {
    console.error("boom: no configuration");
    process.exit(3);
  },
  never() {
    console.log("ready");
    setInterval(() => undefined, 60_000);
  },
  wordless() {
    console.log("ready");
    dialWithoutAWord();
  },
  elsewhere() {
    const other = createServer((socket) => socket.resume());
    other.listen(0, "127.0.0.1", () => {
      connect(other.address().port, "127.0.0.1").on("error", () => undefined);
      console.log("ready");
    });
  },
  flood() {
    console.log("ready");
    dialForever();
  },
  megabytes() {
    console.log("ready");
    dialWithoutAWord();
    const line = `${"x".repeat(1023)}\n`.repeat(64);
    const print = () => process.stdout.write(line, () => setImmediate(print));
    print();
  },
  stubborn() {
    process.on("SIGTERM", () => undefined);
    spawn(process.execPath, [__filename, "never", clientUrl, folder], { stdio: "ignore" });
    console.log("ready");
    dialWithoutAWord();
  },
};

/** One socket that says nothing; it is dialed again when it is closed. */
function dialWithoutAWord() {
  const socket = connect(Number(target.port), target.hostname);
  socket.on("error", () => undefined);
  socket.on("close", () => setTimeout(dialWithoutAWord, 50));
  socket.resume();
}

/** Twenty sockets at a time, each closed at once and dialed again. */
function dialForever() {
  for (let lane = 0; lane < 20; lane += 1) dial();
  function dial() {
    const socket = connect(Number(target.port), target.hostname);
    socket.on("connect", () => socket.end("RHEF"));
    socket.on("error", () => undefined);
    socket.on("close", () => setTimeout(dial, 1));
    socket.resume();
  }
}

modes[mode]();
