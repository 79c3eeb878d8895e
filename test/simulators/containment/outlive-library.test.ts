import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";

let folder: string;
const THROWS = "setImmediate(() => { Buffer.alloc(1).readUInt32LE(7) });";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "outlive-"));
  const library = join(folder, "node_modules/node-opcua-client");
  await mkdir(library, { recursive: true });
  await writeFile(join(library, "index.js"), THROWS);
  await writeFile(join(folder, "ours.js"), THROWS);
});
after(() => rm(folder, { recursive: true, force: true }));

/** What a process says that keeps the library from ending it, and loads this module, and its exit code. */
async function says(module: string): Promise<{ said: string; code: number | null }> {
  const program = `
    const { outliveLibrary } = require(${JSON.stringify(resolve("simulators/containment/outlive-library.ts"))});
    outliveLibrary(({ where, message }) => console.log("contained", where, message));
    require(${JSON.stringify(join(folder, module))});
    setTimeout(() => { console.log("alive"); process.exit(0); }, 200);`;
  const argv = ["--require", "ts-node/register/transpile-only", "--eval", program];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "ignore"] });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, "close") as Promise<[number | null]>]);
  return { said, code };
}

test("what a timer of the library throws is told, and ends nothing", async () => {
  const { said, code } = await says("node_modules/node-opcua-client");
  assert.match(said, /^contained .*timer or callback of the library.* RangeError .*outside.*\nalive\n$/i);
  assert.equal(code, 0);
});

test("what we throw ends the process as ever", async () => {
  assert.deepEqual(await says("ours.js"), { said: "", code: 1 });
});
