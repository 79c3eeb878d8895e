"use strict";
// Runs every example of docs/faults, those of docs/faults/lab where a network lab can be built, then goes in a circle with three of them: record, import the recording, reproduce from the import;
// the network must decide the same. With `--peers` three examples also run against each third-party server that is built.
const { spawnSync } = require("node:child_process");
const { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const { labHere } = require("./lab-here");

const root = join(__dirname, "..");
const folder = join(root, "docs", "faults");
const CIRCLE = ["03-client-restarts-in-handshake", "04-proxy-accepts-while-client-is-down", "11-acknowledge-lost"];
const FOR_PEERS = ["03-client-restarts-in-handshake", "04-proxy-accepts-while-client-is-down", "10-backlog-full"];

const work = mkdtempSync(join(tmpdir(), "reverse-hello-faults-"));
let failures = 0;

function tool(...args) {
  const entry = ["--require", "ts-node/register", join(root, "src", "cli", "entry.ts")];
  return spawnSync(process.execPath, [...entry, ...args], { cwd: root, encoding: "utf8" });
}

function check(what, run) {
  const ok = run.status === 0;
  if (!ok) failures += 1;
  console.log(`${ok ? "ok    " : "NOT OK"} ${what}`);
  if (!ok) console.log(`${run.stdout}${run.stderr}`);
}

/** What the network did, without offsets: other identifiers make other offsets. */
function choices(report, id) {
  const lines = readFileSync(join(work, report, "scenarios", id, "decisions.ndjson"), "utf8")
    .trim()
    .split("\n");
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ connection }) => connection !== undefined)
    .map(({ connection, direction, message, choice }) => [connection, direction, message, choice].join(" "));
}

/** What the product under test saw of it: what was said on the first connection that was struck, how it ended, whether it came back. */
function symptom(report, id) {
  const lines = readFileSync(join(work, report, "scenarios", id, "trace.ndjson"), "utf8")
    .trim()
    .split("\n");
  const events = lines.map((line) => JSON.parse(line));
  const struck = events.find((event) => event.kind === "fault" && event.connection !== undefined)?.connection;
  const own = events.filter((event) => event.connection === struck && event.side === "server");
  const said = own.filter(({ kind }) => kind === "message").map(({ message }) => message.type);
  const end = own.find(({ phase }) => phase === "peer-closed" || phase === "closed");
  const again = events.some((event) => event.phase === "opened" && event.side === "server" && event.connection > struck);
  // Behind an Error both sides close; which of them is first is chance.
  const side = said.includes("ERR") ? "" : end?.phase === "closed" ? " for the server" : " by the server";
  const ended = end ? `ended${side} (${end.how})` : "not ended";
  return `${said.join(" ") || "nothing said"}, ${ended}, ${again ? "dialed again" : "not dialed again"}`;
}

function same(what, read) {
  for (const name of failures === 0 ? CIRCLE : []) {
    const [first, second] = ["first", "second"].map((report) => read(report, `reproduce-${name}-01`));
    check(`the same ${what}: ${first}`, {
      status: first === second && first !== "" ? 0 : 1,
      stdout: `imported: ${second}\n`,
      stderr: "",
    });
  }
}

const examples = readdirSync(folder).filter((name) => name.endsWith(".fault.yaml"));
check(
  `${examples.length} examples`,
  tool("reproduce", ...examples.map((name) => join(folder, name)), "--report", join(work, "first")),
);

const { why } = labHere();
const inLab = readdirSync(join(folder, "lab")).map((name) => join(folder, "lab", name));
if (why !== undefined) console.log(`skipped ${inLab.length} examples of the network lab: ${why}`);
else check(`${inLab.length} examples of the network lab`, tool("reproduce", ...inLab, "--report", join(work, "lab")));

for (const name of CIRCLE) {
  const draft = join(work, `${name}.fault.yaml`);
  check(`import ${name}`, tool("import", join(work, "first", "scenarios", `reproduce-${name}-01`, "wire.pcapng"), "-o", draft));
}
check(
  "reproduce the imports",
  tool("reproduce", ...CIRCLE.map((name) => join(work, `${name}.fault.yaml`)), "--report", join(work, "second")),
);
same("fault", (report, id) => choices(report, id).join("; "));
same("symptom", symptom);

let tried = 0;
for (const peer of process.argv.includes("--peers") ? readdirSync(join(root, "peers")) : []) {
  const sut = join(root, "peers", peer, "sut-server.yaml");
  if (!existsSync(sut)) continue;
  const files = FOR_PEERS.map((name) => join(folder, `${name}.fault.yaml`));
  const run = tool("reproduce", ...files, "--sut", sut, "--report", join(work, peer));
  if (run.status === 3) console.log(`skipped ${peer}: could not run (is it built? npm run peers)`);
  else tried += 1;
  if (run.status !== 3) check(`three examples against ${peer}`, run);
}

if (process.argv.includes("--peers") && tried === 0)
  check("at least one third-party server", { status: 1, stdout: "", stderr: "" });

rmSync(work, { recursive: true, force: true });
process.exitCode = failures === 0 ? 0 : 1;
