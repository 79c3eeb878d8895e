import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { loadCatalogue } from "../../src/suite/catalogue";
import type { ScenarioOutcome } from "../../src/suite/verdict";
import { readReport, summarizeRun, writeReport, type RunFacts } from "../../src/report";
import { FACTS, failed, outcome } from "../report/samples";
import { runCli } from "./run-cli";

describe("report and statement", () => {
  let cwd = "";
  const write = async (name: string, outcomes: readonly ScenarioOutcome[], facts: Partial<RunFacts> = {}): Promise<void> => {
    const catalogue = await loadCatalogue();
    await writeReport(join(cwd, name), summarizeRun({ ...FACTS, ...facts }, outcomes, catalogue).summary, catalogue);
  };
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), "report-command-"));
    const a = outcome("server-a-01", ["RC-019"]);
    const b = failed("server-b-01", ["RC-030"]);
    await write("one", [a], { shard: "1/2" });
    await mkdir(join(cwd, "two", "scenarios", b.id), { recursive: true });
    await writeFile(join(cwd, "two", "scenarios", b.id, "ladder.txt"), "the ladder of b\n");
    await write("two", [b], { shard: "2/2" });
    await write("other", [a], { sut: { name: "other", role: "server" } });
  });
  after(() => rm(cwd, { recursive: true }));

  it("merge puts shards into one report, evidence included", async () => {
    const { code, stdout } = await runCli(["report", "merge", "one", "two", "--out", "all"], { cwd });
    assert.equal(code, 1);
    assert.match(stdout, /the ladder of b|FAIL {2}server-b-01/);
    const { scenarios, exitCode } = await readReport(join(cwd, "all"));
    assert.deepEqual([scenarios.total, scenarios.passed, scenarios.failed, exitCode], [2, 1, 1, 1]);
    assert.equal(await readFile(join(cwd, "all", "scenarios", "server-b-01", "ladder.txt"), "utf8"), "the ladder of b\n");
    assert.match(await readFile(join(cwd, "all", "matrix.md"), "utf8"), /RC-030 \| MUST .* \*\*FAIL\*\*/);
  });

  it("merge of several implementations makes a matrix and a folder for each", async () => {
    const { code, stdout } = await runCli(["report", "merge", "one", "two", "other", "--out", "matrix"], { cwd });
    assert.equal(code, 1);
    assert.match(stdout, /\| acme server 2\.3 \(server\) \| other \(server\) \|/);
    assert.equal((await readReport(join(cwd, "matrix", "other-server-netstandard"))).exitCode, 0);
    assert.match(await readFile(join(cwd, "matrix", "matrix.html"), "utf8"), /<td class="fail">/);
  });

  it("merge does not overwrite what it reads, and names what is no report", async () => {
    const over = await runCli(["report", "merge", "one", "two", "--out", "one"], { cwd });
    assert.equal(over.code, 2);
    assert.equal((await readReport(join(cwd, "one"))).scenarios.total, 1);
    const missing = await runCli(["report", "merge", "nowhere"], { cwd });
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /nowhere\/summary\.json does not exist/);
  });

  it("diff ends with 1 when something got worse or was judged less, else with 0", async () => {
    assert.equal((await runCli(["report", "diff", "one", "one"], { cwd })).code, 0);
    const { code, stdout } = await runCli(["report", "diff", "one", "two"], { cwd });
    assert.equal(code, 1);
    assert.match(stdout, /Judged less[\s\S]*RC-019/);
  });

  it("statement is about the run", async () => {
    const { code, stdout } = await runCli(["statement", "two"], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /Not supported: 1 mandatory requirement of \d+ broken \(RC-030\)/);
  });
});
