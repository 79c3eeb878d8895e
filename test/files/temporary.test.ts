import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { removeTemporary, sweepTemporary, temporaryFolder, temporaryOwner } from "../../src/files";

describe("temporary folders", () => {
  const before = process.env["TMPDIR"];
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "temporary-"));
    process.env["TMPDIR"] = folder;
  });
  afterEach(() => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    rmSync(folder, { recursive: true, force: true });
  });

  function make(name: string): string {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "key.pem"), "secret");
    return join(folder, name);
  }

  async function deadPid(): Promise<number> {
    const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
    await once(child, "exit");
    return child.pid ?? 0;
  }

  it("the sweep takes what has no living owner, and leaves what has one", async () => {
    const [where = "", pid = "", start = ""] = temporaryOwner().split("-");
    const own = temporaryFolder();
    const dead = make(`reverse-hello-${where}-${await deadPid()}-${start}-abc`);
    // A new process with an old number started at another time; systems that do not tell the time have "0" for all.
    const recycled = start === "0" ? undefined : make(`reverse-hello-${where}-${pid}-${Number(start) - 1}-abc`);
    sweepTemporary();
    assert.deepEqual([own, dead].map(existsSync), [true, false]);
    if (recycled !== undefined) assert.equal(existsSync(recycled), false);
  });

  it("owners of another namespace cannot be seen: theirs goes when it is a day old", () => {
    const [fresh, old] = [make("reverse-hello-1-1-1-fresh"), make("reverse-hello-1-1-1-old")];
    utimesSync(old, new Date(), new Date(Date.now() - 25 * 3600 * 1000));
    sweepTemporary();
    assert.deepEqual([fresh, old].map(existsSync), [true, false]);
  });

  it("other names, files and links are nobody's business", async () => {
    const [where = ""] = temporaryOwner().split("-");
    const name = `reverse-hello-${where}-${await deadPid()}-0-`;
    const kept = [make("reverse-hello-pki-somebody"), make("elsewhere"), join(folder, `${name}file`), join(folder, `${name}link`)];
    writeFileSync(join(folder, `${name}file`), "");
    symlinkSync(join(folder, "elsewhere"), join(folder, `${name}link`));
    sweepTemporary();
    assert.deepEqual(
      kept.map(existsSync),
      kept.map(() => true),
    );
    assert.ok(existsSync(join(folder, "elsewhere", "key.pem")), "what the link points to is whole");
  });

  it("at its end a process takes its own with it, and no other's", () => {
    const own = [temporaryFolder(), temporaryFolder()];
    const other = make("reverse-hello-1-1-1-other");
    removeTemporary();
    assert.deepEqual([...own, other].map(existsSync), [false, false, true]);
  });
});
