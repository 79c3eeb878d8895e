"use strict";
// Reads every capture below the given folders (REPORT without any) with tshark: no wrong checksum, no TCP oddity, and no malformed packet that neither a
// fault (a comment in the same connection) nor a peer that sent malformed bytes on purpose (the trace beside it) explains.
const fs = require("fs");
const path = require("path");
const zlib = require("zlib");
const { spawnSync } = require("child_process");

const CHECKS = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"];
const BAD = "_ws.malformed or ip.checksum.status == Bad or tcp.checksum.status == Bad or tcp.analysis.flags";
const FIELDS = [
  "frame.number",
  "tcp.stream",
  "frame.comment",
  "_ws.malformed",
  "_ws.col.Info",
  "frame.interface_name",
  "tcp.srcport",
  "tcp.dstport",
];

function rows(file, filter) {
  const args = ["-r", file, ...CHECKS, "-Y", filter, "-T", "fields", ...FIELDS.flatMap((field) => ["-e", field])];
  const { stdout, status, stderr, error } = spawnSync("tshark", args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (error) throw new Error("tshark is not on this machine (apt-get install tshark)");
  if (status !== 0) throw new Error(`tshark cannot read ${file}: ${stderr.trim()}`);
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t"));
}

function unexplained(file) {
  const found = rows(file, BAD);
  if (found.length === 0) return [];
  const touched = new Set(rows(file, "frame.comment").map(([, stream]) => stream));
  const wrong = wrongConnections(path.join(path.dirname(file), "trace.ndjson"));
  return found.filter((row) => !(row[3] && (touched.has(row[1]) || wrong.has(connectionOf(row)))));
}

/** Connections on which our own codec, too, found bytes that are no whole message: sent so on purpose. */
function wrongConnections(trace) {
  const lines = textOf(trace).split("\n").filter(Boolean);
  const events = lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === "bytes");
  return new Set(events.map(({ link, connection }) => `${link}#${connection}`));
}

function textOf(file) {
  if (fs.existsSync(file)) return fs.readFileSync(file, "utf8");
  return fs.existsSync(`${file}.gz`) ? zlib.gunzipSync(fs.readFileSync(`${file}.gz`)).toString("utf8") : "";
}

/** The writer names interfaces LINK/SIDE and gives the dialing end the port 10000 + number of the connection. */
function connectionOf([, , , , , name, ...ports]) {
  return `${name.split("/")[0]}#${Math.max(...ports.map(Number)) - 10000}`;
}

function captures(folder) {
  return fs
    .readdirSync(folder, { recursive: true })
    .filter((name) => /\.pcapng(\.gz)?$/.test(name))
    .map((name) => path.join(folder, name));
}

const folders = process.argv.slice(2);
const files = (folders.length > 0 ? folders : ["REPORT"]).flatMap(captures);
let bad = 0;
for (const file of files) {
  for (const [frame, stream, , , info] of unexplained(file)) {
    bad += 1;
    console.log(`${file}: packet ${frame} (connection ${stream}): ${info}`);
  }
}
console.log(`${files.length} captures, ${bad} packets that nothing explains`);
process.exit(files.length === 0 || bad > 0 ? 1 : 0);
