import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { parse } from "yaml";
import type { RunSummary } from "../../src/report";
import { runCli } from "./run-cli";

const REFERENCE = resolve("fixtures/suts/reference-server.yaml");
/** A part of the suite is read faster than all of it. */
const FEATURES = resolve("features/server");

/** Whole runs of `reverse-hello test`, few scenarios each. */
describe("reverse-hello test, runs", () => {
  let folder: string;
  let env: Record<string, string>;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "reverse-hello-runs-"));
    env = { PATH: process.env["PATH"] ?? "", REVERSE_HELLO_PKI: join(folder, "pki") };
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** A SUT file of a server that dials and says nothing. */
  async function silent(name: string, more: object = {}): Promise<string> {
    const pids = join(folder, name);
    await mkdir(pids, { recursive: true });
    const command = [process.execPath, resolve("test/cli/pathological/peer.js"), "wordless", "{clientUrl}", pids];
    const file = join(folder, `${name}.yaml`);
    const timing = { redial: "50ms", tolerance: "50ms" };
    await writeFile(file, JSON.stringify({ name, role: "server", start: { command, ready: "ready" }, timing, ...more }));
    return file;
  }

  async function summaryOf(report: string): Promise<RunSummary> {
    return JSON.parse(await readFile(join(folder, report, "summary.json"), "utf8")) as RunSummary;
  }

  async function run(report: string, ...argv: string[]) {
    return runCli(["test", "--parallel", "1", "--no-probe", "--features", FEATURES, "--report", report, ...argv], {
      cwd: folder,
      env,
    });
  }

  it("--repeat gives pass rates; --print-known-failures is ready to paste, and then the run is good", async () => {
    const file = await silent("known");
    const first = await run("repeat", file, "--tags", "@RC-019", "--repeat", "2", "--print-known-failures");
    assert.equal(first.code, 1);
    assert.match(first.stdout, /RC-019 {2}0 of 2 passed, 0\.0 % \(95 % interval 0\.0 % to 65\.8 %\)/);
    assert.equal((await summaryOf("repeat/run-2")).exitCode, 1);
    const [, yaml = ""] = /^(knownFailures:\n(?:[ -].*\n)+)/m.exec(first.stdout) ?? [];
    const { knownFailures } = parse(yaml) as { knownFailures: { requirement: string }[] };
    assert.ok(knownFailures.some(({ requirement }) => requirement === "RC-019"));
    const again = await run("known-report", await silent("known", { knownFailures }), "--tags", "@RC-019");
    assert.match(again.stdout, /RC-019 .*known|expected/i);
    assert.equal(again.code, 0, again.stdout);
  });

  it("--fail-fast ends at the first finding, and says so", async () => {
    const { code, stdout } = await run("fast", await silent("fast-sut"), "--tags", "@RC-019", "--fail-fast");
    assert.equal(code, 1);
    assert.match(stdout, /--fail-fast: server-reverse-hello-01 failed after 1 of \d+ scenarios; the others are not judged/);
    assert.equal((await summaryOf("fast")).results.length, 1);
  });

  it("--log-level debug tells on standard error what happens", async () => {
    const loud = await run("loud", REFERENCE, "--tags", "@RC-001", "--log-level", "debug");
    assert.equal(loud.code, 0, loud.stdout);
    assert.match(loud.stderr, /debug server-reverse-hello-\d+.* RHE/);
    assert.match(loud.stderr, /info {2}server-reverse-hello-\d+.* passed/);
  });

  it("two shards, merged, give the verdicts of one run", async () => {
    const selection = [REFERENCE, "--tags", "@RC-001 or @RC-019 or @RC-022 or @RC-039"];
    const runs = [
      await run("whole", ...selection),
      await run("shard-1", ...selection, "--shard", "1/2"),
      await run("shard-2", ...selection, "--shard", "2/2"),
    ];
    assert.deepEqual(
      runs.map(({ code, stderr }) => [code, stderr]),
      [0, 0, 0].map((code) => [code, ""]),
    );
    const [whole, one, two] = [await summaryOf("whole"), await summaryOf("shard-1"), await summaryOf("shard-2")];
    assert.ok(one.results.length > 0 && two.results.length > 0, "both shards had work");
    assert.equal(one.results.length + two.results.length, whole.results.length);
    const merged = await runCli(["report", "merge", "shard-1", "shard-2", "--out", "merged"], { cwd: folder, env });
    assert.equal(merged.code, 0, merged.stderr);
    const verdicts = ({ requirements }: RunSummary) =>
      requirements.map(({ id, verdict, scenarios }) => ({ id, verdict, scenarios }));
    assert.deepEqual(verdicts(await summaryOf("merged")), verdicts(whole));
  });
});
