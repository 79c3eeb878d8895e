import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { untilGone } from "../suite/sut/gone";

const ENTRY = ["-r", "ts-node/register", resolve("src/cli/entry.ts")];
/** A part of the suite is read faster than all of it. */
const FEATURES = resolve("features/server");
/** What it promises is 2 s; the rest is for a machine that does much else. Before, it was the 20 s that a product may take to end. */
const SOON = 6_000;

interface Run {
  readonly child: ChildProcess;
  readonly exited: Promise<[number | null]>;
  /** Its temporary folder, and the one in which its products leave their process ids. */
  readonly temporary: string;
  readonly pids: string;
  stdout: string;
}

/** The command as a real process, with products that do not heed TERM and have children. */
describe("a run that is stopped", { concurrency: true }, () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "reverse-hello-stopped-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function environment(name: string): Record<string, string> {
    return { PATH: process.env["PATH"] ?? "", TMPDIR: join(folder, name, "tmp"), REVERSE_HELLO_PKI: join(folder, name, "pki") };
  }

  /** Resolves when a product runs. */
  async function start(name: string, ...more: string[]): Promise<Run> {
    const [temporary, pids] = [join(folder, name, "tmp"), join(folder, name, "pids")];
    for (const each of [temporary, pids]) await mkdir(each, { recursive: true });
    const command = [process.execPath, resolve("test/cli/pathological/peer.js"), "stubborn", "{clientUrl}", pids];
    const sut = { name, role: "server", start: { command, ready: "ready", stopTimeout: "60s" }, timing: { redial: "60s" } };
    const file = join(folder, name, "sut.yaml");
    await writeFile(file, JSON.stringify(sut));
    const argv = [
      ...ENTRY,
      "test",
      file,
      "--parallel",
      "1",
      "--features",
      FEATURES,
      ...more,
      "--report",
      join(folder, name, "report"),
    ];
    const child = spawn(process.execPath, argv, { env: environment(name), stdio: ["ignore", "pipe", "inherit"] });
    const run = { child, exited: once(child, "exit") as Promise<[number | null]>, temporary, pids, stdout: "" };
    child.stdout.on("data", (chunk: Buffer) => (run.stdout += chunk.toString()));
    for await (const file of comingUp(pids)) if (file.endsWith(".pid")) break;
    return run;
  }

  async function nothingRuns({ pids }: Run): Promise<void> {
    const files = await readdir(pids);
    assert.ok(files.length > 0, "products had been started");
    for (const name of files) await untilGone(Number.parseInt(name));
  }

  it("SIGHUP, as Ctrl-C and TERM: told what was judged, exit code 3, soon; nothing runs, and nothing is left", async () => {
    const run = await start("once", "--no-probe");
    const from = performance.now();
    run.child.kill("SIGHUP");
    const [code] = await run.exited;
    assert.ok(performance.now() - from < SOON, `it took ${performance.now() - from} ms`);
    assert.equal(code, 3, run.stdout);
    assert.match(run.stdout, /stopped by SIGHUP after \d+ of \d+ scenarios; the others are not judged/);
    await nothingRuns(run);
    assert.deepEqual(await leftOf(run), []);
  });

  it("a second Ctrl-C: at once, without a report, exit code 3; nothing runs, and nothing is left", async () => {
    const run = await start("twice", "--no-probe");
    run.child.kill("SIGINT");
    // What comes within 100 ms is the same press: npm passes on what the terminal has sent already.
    await delay(150);
    run.child.kill("SIGINT");
    const [code] = await run.exited;
    assert.equal(code, 3, run.stdout);
    assert.doesNotMatch(run.stdout, /Report:/);
    await nothingRuns(run);
    assert.deepEqual(await leftOf(run), []);
  });

  it("killed: its products end with it, and the next command of whatever kind sweeps what it left", async () => {
    // In the probe, which always has a temporary folder.
    const run = await start("killed");
    run.child.kill("SIGKILL");
    await run.exited;
    await nothingRuns(run);
    assert.notDeepEqual(await leftOf(run), [], "it left something");
    const next = spawn(process.execPath, [...ENTRY, "list", "--tags", "@RC-001"], {
      env: environment("killed"),
      stdio: "ignore",
    });
    assert.deepEqual(await once(next, "exit"), [0, null]);
    assert.deepEqual(await leftOf(run), []);
  });
});

/** What the tool left; ts-node, which only the tests have, keeps code there. */
async function leftOf({ temporary }: Run): Promise<string[]> {
  return (await readdir(temporary)).filter((name) => !name.startsWith("v8-compile-cache"));
}

/** Names of files that come up in a folder, those that are there already first. */
async function* comingUp(folder: string): AsyncGenerator<string> {
  const watcher = watch(folder);
  const names: string[] = [];
  watcher.on("change", (_type, name) => names.push(String(name)));
  try {
    yield* await readdir(folder);
    for (;;) {
      if (names.length === 0) await once(watcher, "change");
      yield* names.splice(0);
    }
  } finally {
    watcher.close();
  }
}
