import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test, type TestContext } from "node:test";
import { untilGone } from "../suite/sut/gone";

const ROOT = join(__dirname, "..", "..");
const work = mkdtempSync(join(tmpdir(), "reverse-hello-stop-"));
after(() => rmSync(work, { recursive: true, force: true }));

/** A server whose process says its id to this test, so that its end can be seen from outside; `dies`: a while after it is ready. */
function describeServer(name: string, port: number, dies: string): string {
  const command = [
    process.execPath,
    join(__dirname, "peers", "telling-server.js"),
    String(port),
    dies,
    "{tool}",
    "simulate",
    "server",
  ];
  const words = "--host 127.0.0.1 --redial 200ms --jitter 0 --log-format json".split(" ");
  const sut = {
    name,
    role: "server",
    start: { command: [...command, ["--reverse-connect", "{clientUrl}"], ...words], ready: '"event":"ready"', readyTimeout: "90s" },
    timing: { redial: "200ms", suspension: "1800ms", connectTimeout: "1s", openTimeout: "1s", tolerance: "1300ms" },
  };
  const file = join(work, `${name}.sut.yaml`);
  writeFileSync(file, JSON.stringify(sut));
  return file;
}

const SCENARIO = {
  name: "A session that is kept for a minute",
  role: "server",
  peer: ["a waiting connection", "our client opens a session"],
  faults: [{ do: { delay: "5ms" } }],
  expect: ["the session of our client still works", "the server keeps the connection to our client open for 60 s"],
};

type Run = ChildProcess & { readonly text: Promise<string> };

function reproduce(sut: string): Run {
  const file = join(work, "kept.fault.yaml");
  writeFileSync(file, JSON.stringify(SCENARIO));
  const entry = ["--require", "ts-node/register", join(ROOT, "src", "cli", "entry.ts")];
  const argv = [...entry, "reproduce", file, "--sut", sut, "--report", join(work, "REPORT")];
  const child = spawn(process.execPath, argv, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  return Object.assign(child, { text: collect(child) });
}

async function collect({ stdout, stderr }: ChildProcess): Promise<string> {
  assert.ok(stdout && stderr);
  const chunks: Buffer[] = [];
  for (const stream of [stdout, stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  await Promise.all([once(stdout, "close"), once(stderr, "close")]);
  return Buffer.concat(chunks).toString();
}

/** Where servers of this test say `pid PID` and, with their first channel, `channel`. */
async function listenForPeers(t: TestContext) {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const connection = once(server, "connection") as Promise<[Socket]>;
  /** Rejects when the run ends before a server has called. */
  const linesOf = async (run: Run) => {
    const early = once(run, "exit").then(async () => assert.fail(await run.text));
    const [socket] = await Promise.race([connection, early]);
    t.after(() => socket.destroy());
    return createInterface(socket)[Symbol.asyncIterator]();
  };
  return { port: (server.address() as AddressInfo).port, linesOf };
}

test(
  "Ctrl-C in the middle of a scenario: a sentence, exit code 3, and the product under test is gone",
  { timeout: 180_000 },
  async (t) => {
    const peers = await listenForPeers(t);
    const run = reproduce(describeServer("patient", peers.port, "never"));
    const lines = await peers.linesOf(run);
    const pids = String((await lines.next()).value)
      .split(" ")
      .map(Number);
    assert.equal((await lines.next()).value, "channel");
    run.kill("SIGINT");
    const [code] = (await once(run, "exit")) as [number];
    assert.equal(code, 3, await run.text);
    assert.match(await run.text, /could not run: stopped by SIGINT/);
    for (const pid of pids) await untilGone(pid);
  },
);

test(
  "a product that dies in the middle of a scenario is told with its last words; nothing is left",
  { timeout: 180_000 },
  async (t) => {
    const peers = await listenForPeers(t);
    const run = reproduce(describeServer("mortal", peers.port, "with a channel"));
    const lines = await peers.linesOf(run);
    const pids = String((await lines.next()).value)
      .split(" ")
      .map(Number);
    const [code] = (await once(run, "exit")) as [number];
    const text = await run.text;
    assert.equal(code, 1, text);
    assert.match(text, /it crashed with SIGABRT \(exit code 134\); its last line: assertion failed: nobody pulls/);
    assert.match(text, /seen at "/);
    const ladder = readFileSync(join(work, "REPORT", "scenarios", "reproduce-kept-01", "ladder.txt"), "utf8");
    assert.match(ladder, /sut: exited \(exit code 134\)/);
    for (const pid of pids) await untilGone(pid);
  },
);
