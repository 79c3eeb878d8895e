import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import type { RunSummary } from "../../src/report";
import { untilGone } from "../suite/sut/gone";
import { runCli } from "./run-cli";

/** Far over what the stated timing of these peers allows, on a machine that does other things as well. */
const BOUND = 90_000;

const FEATURE = resolve("features/server/reverse-hello.feature");

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly summary: RunSummary;
  readonly ms: number;
}

/** Implementations that do not play along at all: a clear verdict, in the stated time, and nothing is left running. */
describe("reverse-hello test against peers that do not work", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "reverse-hello-pathological-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function against(mode: string, command?: readonly string[]): Promise<Run> {
    const pids = join(folder, mode);
    await mkdir(pids, { recursive: true });
    const words = command ?? [process.execPath, resolve("test/cli/pathological/peer.js"), mode, "{clientUrl}", pids];
    const sut = join(folder, `${mode}.yaml`);
    const start = { command: words, ready: "ready", readyTimeout: "5s", stopTimeout: "300ms" };
    const timing = { redial: "100ms", tolerance: "400ms" };
    // YAML takes JSON.
    await writeFile(sut, JSON.stringify({ name: mode, role: "server", start, timing }));
    const report = join(folder, `${mode}-report`);
    const began = performance.now();
    const env = { PATH: process.env["PATH"] ?? "", REVERSE_HELLO_PKI: join(folder, "pki") };
    const argv = ["test", sut, "--features", FEATURE, "--tags", "@RC-019", "--parallel", "1", "--no-probe", "--report", report];
    const { code, stdout } = await runCli(argv, { env });
    const ms = performance.now() - began;
    const summary = JSON.parse(await readFile(join(report, "summary.json"), "utf8")) as RunSummary;
    for (const name of await readdir(pids)) await untilGone(Number.parseInt(name));
    assert.ok(ms < BOUND, `took ${ms} ms`);
    assert.ok(summary.results.length >= 2);
    return { code, stdout, summary, ms };
  }

  function verdict({ summary }: Run, id: string): string | undefined {
    return summary.requirements.find((requirement) => requirement.id === id)?.verdict;
  }

  it("a binary that does not exist could not run, and says which", async () => {
    const run = await against("missing", ["/nowhere/at-all/server"]);
    assert.equal(run.code, 3);
    assert.ok(run.summary.results.every(({ outcome }) => outcome === "could-not-run"));
    assert.match(run.summary.results[0]?.reason ?? "", /the SUT's command "\/nowhere\/at-all\/server" was not found/);
    assert.match(run.stdout, /was not found/);
  });

  it("one that crashes at once could not run, with its exit code and last words", async () => {
    const run = await against("crash");
    assert.equal(run.code, 3);
    assert.ok(run.summary.results.every(({ outcome }) => outcome === "could-not-run"));
    assert.match(run.summary.results[0]?.reason ?? "", /exit code 3 .*boom: no configuration/);
  });

  it("one that never dials shows nothing of what it says first: could not run", async () => {
    const run = await against("never");
    assert.equal(run.code, 3);
    assert.equal(verdict(run, "RC-019"), "could-not-run");
    assert.match(run.stdout, /not reached: a server that dials our client/);
  });

  it("one that dials somebody else could not run in the same way", async () => {
    const run = await against("elsewhere");
    assert.equal(run.code, 3);
    assert.equal(verdict(run, "RC-019"), "could-not-run");
  });

  it("one that dials and says nothing fails", async () => {
    const run = await against("wordless");
    assert.equal(run.code, 1);
    assert.equal(verdict(run, "RC-019"), "fail");
    assert.match(run.stdout, /seen instead: /);
  });

  it("one that floods our port with connections fails", async () => {
    const run = await against("flood");
    assert.equal(run.code, 1);
    assert.equal(verdict(run, "RC-019"), "fail");
  });

  it("one that prints without end is judged by what it does, and not all of it is kept", async () => {
    const run = await against("megabytes");
    assert.equal(run.code, 1);
    assert.equal(verdict(run, "RC-019"), "fail");
    const [failed] = run.summary.results.filter(({ outcome }) => outcome === "failed");
    const kept = join(folder, "megabytes-report", "scenarios", failed?.id ?? "", "sut.stdout");
    assert.ok(existsSync(kept));
    assert.ok((await readFile(kept)).length < 18 * 1024 * 1024);
  });

  it("one that ignores TERM is ended, with its child", async () => {
    const run = await against("stubborn");
    assert.equal(run.code, 1);
    assert.ok((await readdir(join(folder, "stubborn"))).length >= 2, "it had a child");
  });
});
