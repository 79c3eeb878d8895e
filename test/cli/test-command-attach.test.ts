import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { allocatePort } from "../../src/suite/sut";
import type { RunSummary } from "../../src/report";
import { untilGone } from "../suite/sut/gone";
import { runCli } from "./run-cli";

/** Ports of this file; the numbers of Cucumber's workers are lower. */
const RANGE = 50;

/** The suite against a server and a client that somebody else started, as processes of their own. */
describe("reverse-hello test, attach", () => {
  let folder: string;
  let env: Record<string, string>;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "reverse-hello-attach-"));
    env = { PATH: process.env["PATH"] ?? "", REVERSE_HELLO_PKI: join(folder, "pki") };
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function describeSut(name: string, sut: object): Promise<string> {
    const file = join(folder, `${name}.yaml`);
    await writeFile(file, JSON.stringify({ name, ...sut }));
    return file;
  }

  async function run(file: string, ...selection: readonly string[]) {
    const report = `${file}-report`;
    const result = await runCli(["test", file, ...selection, "--report", report], { env });
    const summary = JSON.parse(await readFile(join(report, "summary.json"), "utf8")) as RunSummary;
    const of = (outcome: string) => summary.results.filter((each) => each.outcome === outcome);
    return { ...result, summary, of };
  }

  it("a server: waits for its next dial, lets a suspension pass, and says what does not apply", async () => {
    const url = `opc.tcp://127.0.0.1:${await allocatePort(RANGE)}`;
    await using peer = await Peer.start(
      ["server", "--host", "127.0.0.1", "--application-uri", "urn:attached", "--reverse-connect", url],
      ["--redial", "200ms", "--jitter", "0", "--suspension", "4s", "--connect-timeout", "1s"],
    );
    const file = await describeSut("server", {
      role: "server",
      attach: { clientUrl: url },
      identity: { applicationUri: "urn:attached" },
      timing: { redial: "200ms", suspension: "4s", connectTimeout: "1s", openTimeout: "1s", tolerance: "1500ms" },
    });
    const { code, stdout, of } = await run(
      file,
      "--name",
      "first message on|on which it was rejected|client that accepts after|restarted while|delay another",
    );
    assert.equal(code, 0, stdout);
    assert.match(stdout, /one scenario at a time, those that suspend it last/);
    assert.ok(of("passed").length >= 3);
    // After the rejection the next scenario is told how long a suspension may last.
    assert.match(stdout, /waiting for the server's next dial to client A, up to [5-9] s/);
    const reasons = of("not-applicable").map(({ reason }) => reason);
    assert.ok(
      reasons.some((reason) => reason?.includes("needs 2 clients, and server dials 1 (attach.clientUrl)")),
      `${reasons}`,
    );
    assert.ok(
      reasons.some((reason) => reason?.includes("needs a restart, and server already runs")),
      `${reasons}`,
    );
    assert.ok(peer.runs, "the server was left alone");
  });

  it("a client: dials it where it listens, as the server that it wants", async () => {
    const url = `opc.tcp://127.0.0.1:${await allocatePort(RANGE)}`;
    await using peer = await Peer.start(
      ["client", "--listen", url, "--server-uri", "urn:wanted", "--interval", "200ms", "--hold-time", "400ms"],
      ["--first-message-timeout", "1s", "--channel-timeout", "1s"],
    );
    const file = await describeSut("client", {
      role: "client",
      attach: { listenUrl: url },
      identity: { applicationUri: "urn:wanted" },
      capabilities: ["filter-server-uri"],
      timing: { holdTime: "400ms", waitTimeout: "5s", firstMessageTimeout: "1s", openTimeout: "1s", tolerance: "1500ms" },
    });
    const { code, stdout, of } = await run(file, "--tags", "@RC-050 or @NS-24 or @NS-18 or @RC-022");
    assert.equal(code, 0, stdout);
    assert.ok(of("passed").length >= 3);
    assert.ok(of("not-applicable").some(({ reason }) => reason === "client does not claim accept-any"));
    assert.ok(peer.runs, "the client was left alone");
  });

  it("lifetime: run keeps one process for all scenarios", async () => {
    const pids = join(folder, "kept");
    await mkdir(pids);
    const command = [process.execPath, resolve("test/cli/pathological/peer.js"), "wordless", "{clientUrl}", pids];
    const start = { command, ready: "ready" };
    const file = await describeSut("kept", {
      role: "server",
      lifetime: "run",
      start,
      timing: { redial: "50ms", tolerance: "50ms" },
    });
    const { code, of } = await run(file, "--tags", "@RC-019", "--parallel", "1", "--no-probe");
    assert.equal(code, 1);
    assert.ok(of("failed").length >= 2, "it never says a word");
    const names = await readdir(pids);
    assert.equal(names.length, 1, "one process");
    await untilGone(Number.parseInt(names[0] ?? ""));
  });

  it("a client URL on which somebody listens already: exit code 3, before anything starts", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const url = `opc.tcp://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    const file = await describeSut("taken", { role: "server", attach: { clientUrl: url } });
    const { code, stdout, stderr } = await runCli(["test", file, "--report", join(folder, "taken")], { env });
    other.close();
    assert.equal(code, 3);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /cannot listen on opc\.tcp:\/\/127\.0\.0\.1:\d+, where taken dials \(EADDRINUSE\); end what listens there/,
    );
  });
});

/** `reverse-hello simulate …` as a foreign process that is ready. */
class Peer {
  private constructor(private readonly child: ChildProcess) {}

  static async start(...words: readonly (readonly string[])[]): Promise<Peer> {
    const entry = ["-r", "ts-node/register", resolve("src/cli/entry.ts"), "simulate"];
    const child = spawn(process.execPath, [...entry, ...words.flat(), "--log-format", "json"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout });
    for await (const line of lines) if (/"event":"ready"|listening on/.test(line)) break;
    child.stdout.resume();
    return new Peer(child);
  }

  get runs(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.runs) return;
    this.child.kill();
    await once(this.child, "exit");
  }
}
