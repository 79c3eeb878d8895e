import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { after, before, describe, it } from "node:test";
import { Dialogue } from "../../src/cli/commands/init/dialogue";
import { CannotRunError, UsageError } from "../../src/cli/io";
import { main } from "../../src/cli/main";
import { lockReport } from "../../src/cli/report-lock";
import { runCli } from "./run-cli";

describe("edges of the command line", () => {
  let dir = "";
  before(async () => (dir = await mkdtemp(join(tmpdir(), "reverse-hello-edges-"))));
  after(() => rm(dir, { recursive: true }));

  it("help of a command, by either spelling", async () => {
    for (const [argv, usage] of [
      [["help"], /^Usage: reverse-hello \[options\] \[command\]/],
      [["help", "test"], /^Usage: reverse-hello test /],
      [["help", "simulate", "server"], /^Usage: reverse-hello simulate server /],
    ] as const) {
      const { code, stdout } = await runCli(argv);
      assert.equal(code, 0, argv.join(" "));
      assert.match(stdout, usage);
    }
    const { code, stderr } = await runCli(["help", "nonsense"]);
    assert.deepEqual([code, stderr.split("\n")[0]], [2, "reverse-hello: unknown command 'nonsense'"]);
  });

  it("a folder as sut.yaml is one sentence", async () => {
    const { code, stderr } = await runCli(["test", dir]);
    assert.equal(code, 2);
    assert.match(stderr, /: it is a folder; name the file in it\n$/);
  });

  it("a known failure of an unknown requirement is found before anything starts", async () => {
    const file = join(dir, "sut.yaml");
    const knownFailures = [{ requirement: "RC-999", observed: "x", reason: "y" }];
    await writeFile(file, JSON.stringify({ name: "x", role: "server", start: { command: ["x"] }, knownFailures }));
    const { code, stderr, stdout } = await runCli(["test", file], { cwd: dir });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /knownFailures names RC-999, which is not a requirement/);
  });

  it("a report folder belongs to one run; a run that died keeps nobody out", async () => {
    const report = join(dir, "REPORT");
    const release = await lockReport(report);
    await release();
    await writeFile(join(report, ".running"), String(process.ppid));
    await assert.rejects(
      lockReport(report),
      (error) => error instanceof CannotRunError && /in use by another run \(process \d+/.test(error.message),
    );
    await writeFile(join(report, ".running"), "999999999");
    await (
      await lockReport(report)
    )();
  });

  it("questions take lines that were pasted ahead, and the end of the input is one sentence", async () => {
    const stdin = new PassThrough();
    const dialogue = new Dialogue(stdin, { stdout: new PassThrough() });
    const { signal } = new AbortController();
    stdin.write("one\ntwo\n");
    assert.equal(await dialogue.ask("first: ", signal), "one");
    assert.equal(await dialogue.ask("second: ", signal), "two");
    const third = dialogue.ask("third: ", signal);
    stdin.end();
    await assert.rejects(third, (error) => error instanceof UsageError && /the input ended/.test(error.message));
  });
});

describe("a command that is stopped", () => {
  it("load, while it waits: one sentence, exit code 3", { timeout: 60_000 }, async () => {
    const dir = await mkdtemp(join(tmpdir(), "reverse-hello-stopped-load-"));
    const stop = new AbortController();
    const profile = { name: "two", servers: [{ kind: "good", count: 2 }], redial: "1s", load: { steady: "60s" } };
    await writeFile(join(dir, "load.yaml"), JSON.stringify(profile));
    const stdout = new PassThrough().on("data", () => undefined);
    let said = "";
    const heard = (line: string) => {
      if (/\b2 in session/.test(line)) stop.abort(new Error("stopped by SIGINT"));
    };
    const err = (line: string) => {
      heard(line);
      said = line;
    };
    const env = { PATH: process.env["PATH"] ?? "", REVERSE_HELLO_PKI: join(dir, "pki") };
    const io = { out: heard, err, stdout, stderr: stdout, env, cwd: dir, isTerminal: false, signal: stop.signal };
    const code = await main(["load", resolve("fixtures/suts/reference-client.yaml"), "--profile", "load.yaml"], io);
    await rm(dir, { recursive: true, force: true });
    assert.deepEqual([code, said], [3, "reverse-hello: stopped by SIGINT"]);
  });
});
