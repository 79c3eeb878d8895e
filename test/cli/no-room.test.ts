import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { keepReport, lockReport } from "../../src/cli/report-lock";
import { ReportError } from "../../src/report";
import { runCli } from "./run-cli";

/** A device on which every write fails as on a full disk. */
const FULL = "/dev/full";
const skip = !existsSync(FULL);

describe("no room", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "no-room-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("on standard output: one sentence, exit code 3", { skip }, async () => {
    const argv = ["-r", "ts-node/register", resolve("src/cli/entry.ts"), "explain", "RC-001"];
    const child = spawn(process.execPath, argv, { stdio: ["ignore", openSync(FULL, "w"), "pipe"] });
    let stderr = "";
    child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const [code] = (await once(child, "close")) as [number];
    assert.deepEqual(
      [code, stderr],
      [3, "reverse-hello: cannot write to standard output (ENOSPC); make room, or write elsewhere\n"],
    );
  });

  it("for a file that a command writes: one sentence, exit code 4 or 2", { skip }, async () => {
    const { code, stderr } = await runCli([
      "reproduce",
      "docs/faults/01-nat-drops-idle-connection.fault.yaml",
      "--as-feature",
      "-o",
      FULL,
    ]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /^reverse-hello: --out \/dev\/full: cannot be written: ENOSPC[^\n]*; name a file\n$/);
  });

  it("for the end of a report: whatever came of the run, the report is lost, exit code 4", { skip }, async () => {
    const report = join(folder, "full");
    const release = await lockReport(report);
    await symlink(FULL, join(report, ".running-trial"));
    await assert.rejects(
      keepReport(report, () => Promise.resolve(0)),
      lost(/cannot be written any more \(ENOSPC\)/),
    );
    await symlink(FULL, join(report, ".running-trial"));
    const stream = () => Promise.reject(new Error("Cannot call end after a stream was destroyed"));
    await assert.rejects(keepReport(report, stream), lost(/cannot be written any more \(ENOSPC\)/));
    await assert.rejects(
      keepReport(report, () => Promise.reject(new Error("something else"))),
      /^Error: something else$/,
    );
    assert.equal(await keepReport(report, () => Promise.resolve(7)), 7);
    await release();
  });

  function lost(what: RegExp) {
    return (error: unknown) => error instanceof ReportError && error.exitCode === 4 && what.test(error.message);
  }

  it("a report folder that vanishes during the run: never good, exit code 4", async () => {
    // The product takes it away; it would be made again for the evidence of what comes later.
    const script = `rm -rf ${join(folder, "gone")}; echo ready; sleep 60`;
    const start = { command: ["sh", "-c", script], ready: "ready" };
    const sut = { name: "remover", role: "server", start, timing: { redial: "50ms", tolerance: "50ms" } };
    await writeFile(join(folder, "sut.yaml"), JSON.stringify(sut));
    const selection = ["--features", resolve("features/server"), "--tags", "@RC-001", "--parallel", "1", "--no-probe"];
    const env = { PATH: process.env["PATH"] ?? "", REVERSE_HELLO_PKI: join(folder, "pki") };
    const { code, stdout, stderr } = await runCli(["test", "sut.yaml", ...selection, "--report", "gone"], { cwd: folder, env });
    assert.equal(code, 4, stdout);
    assert.match(stderr, /the report folder .*gone was removed or taken by another run meanwhile, .* run it again\n$/);
    assert.doesNotMatch(stdout, /Report:/);
  });
});
