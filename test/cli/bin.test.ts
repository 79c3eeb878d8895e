import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { after, before, describe, it } from "node:test";

/** A package with a stand-in for the command: prints its process id, and ends by TERM with 3, by INT with 4, or by killing itself. */
const COMMAND = `exports.runProcess = () => {
  const end = process.argv[2];
  process.on("SIGTERM", () => process.exit(3));
  process.on("SIGINT", () => process.exit(4));
  process.stdout.write(process.pid + "\\n", () => end === "dies" && process.kill(process.pid, "SIGKILL"));
  setTimeout(() => process.exit(5), end === "ends" ? 0 : 60_000);
};`;

/** Started with an old Node.js, `bin/reverse-hello.js` runs the newer one of the checkout. The old one is played: only its version is. */
describe("bin/reverse-hello.js with an old Node.js", () => {
  let root = "";
  const started: ChildProcess[] = [];
  before(async () => {
    root = await mkdtemp(join(tmpdir(), "reverse-hello-bin-"));
    for (const folder of ["bin", "dist/src/cli", "dist/src/files"]) await mkdir(join(root, folder), { recursive: true });
    await copyFile(resolve("bin/reverse-hello.js"), join(root, "bin/reverse-hello.js"));
    await writeFile(join(root, "old.js"), `Object.defineProperty(process, "versions", { value: { node: "20.1.0" } });`);
    await writeFile(join(root, "dist/src/files/compile-cache.js"), "exports.keepCompiledCode = () => undefined;");
    await writeFile(join(root, "dist/src/cli/process.js"), COMMAND);
  });
  after(async () => {
    for (const child of started) child.kill("SIGKILL");
    await rm(root, { recursive: true });
  });

  function start(...args: string[]): ChildProcess & { readonly ended: Promise<unknown> } {
    const argv = ["--require", join(root, "old.js"), join(root, "bin/reverse-hello.js"), ...args];
    const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"] });
    started.push(child);
    return Object.assign(child, { ended: once(child, "exit") });
  }

  async function text(stream: Readable | null): Promise<string> {
    return stream === null ? "" : (await stream.setEncoding("utf8").toArray()).join("");
  }

  it("without a newer one, is a sentence and exit code 2", async () => {
    const child = start("list");
    const said = text(child.stderr);
    assert.deepEqual(await child.ended, [2, null]);
    assert.match(await said, /^reverse-hello: needs Node.js 22.13 or newer, and this is v\S+; install a newer one .*\n$/);
    await mkdir(join(root, "node_modules/node/bin"), { recursive: true });
    await symlink(process.execPath, join(root, "node_modules/node/bin/node"));
  });

  /** The command's process id, once it runs; and its end, which a closed output tells. */
  async function running(child: ChildProcess): Promise<{ readonly pid: number; readonly ended: Promise<unknown> }> {
    assert.ok(child.stdout);
    const ended = once(child.stdout, "close");
    const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
    return { pid: Number(line), ended };
  }

  for (const [how, signal, expected] of [
    ["its exit code", undefined, [5, null]],
    ["TERM", "SIGTERM", [3, null]],
    ["INT", "SIGINT", [4, null]],
  ] as const) {
    it(`passes on ${how}`, async () => {
      const child = start(signal === undefined ? "ends" : "waits");
      const { pid, ended } = await running(child);
      assert.notEqual(pid, child.pid);
      if (signal !== undefined) child.kill(signal);
      assert.deepEqual(await child.ended, expected);
      await ended;
      assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
    });
  }

  it("ends by the signal that ended the command", async () => {
    assert.deepEqual(await start("dies").ended, [null, "SIGKILL"]);
  });

  it("leaves no orphan when it is killed itself", async () => {
    const child = start("waits");
    const { pid, ended } = await running(child);
    assert.notEqual(pid, child.pid);
    child.kill("SIGKILL");
    // Both have to be gone: each holds the output. (What is left of the command may stay a zombie: nobody here is its parent.)
    await ended;
  });
});
