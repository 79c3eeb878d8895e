import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test, type TestContext } from "node:test";
import assert from "node:assert/strict";
import { packageRoot } from "../../src/files";
import { examine } from "../../src/lab";
import { runCli } from "./run-cli";

const folder = mkdtempSync(join(tmpdir(), "reverse-hello-lab-command-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const env = Object.fromEntries(Object.entries(process.env).map(([name, value = ""]) => [name, value]));

async function skipped(t: TestContext): Promise<boolean> {
  const { way, obstacles } = await examine({ env, platform: process.platform });
  if (way === undefined) t.skip(obstacles.map(({ what }) => what).join("; "));
  return way === undefined;
}

/** What docs/lab.md says in its block of curl, and the tool itself inside the lab. */
const INSIDE = `
const { execFileSync } = require("node:child_process");
const { LAB_API: api, LAB_OTHER_SIDE: other } = process.env;
const ask = async (path, method, body) => (await fetch(api + path, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(5000) })).json();
(async () => {
  await ask("/faults", "POST", { kind: "forget-flow" });
  await ask("/faults", "POST", { kind: "silence", name: "mute" });
  const names = (await ask("/faults", "GET")).map(({ name }) => name);
  const gone = await ask("/faults/forget-flow", "DELETE");
  const there = "fetch(process.env.LAB_API + '/heal', { method: 'POST' }).then((r) => r.text()).then((t) => console.log(t.trim()))";
  const [enter, ...words] = [...other.split(" "), process.execPath, "-e", there];
  const healed = execFileSync(enter, words, { encoding: "utf8" }).trim();
  const moved = await ask("/move", "POST");
  const list = execFileSync(process.execPath, process.argv.slice(2), { encoding: "utf8" }).split("\\n").length > 10;
  console.log(JSON.stringify({ names, gone: gone.name, healed, moved: moved.v4, list }));
})();
`;

test("the faults of a lab by HTTP, from both sides, whatever the faults do; the tool runs inside", async (t) => {
  if (await skipped(t)) return;
  const script = join(folder, "inside.js");
  writeFileSync(script, INSIDE);
  const tool = ["--require", require.resolve("ts-node/register"), join(packageRoot(), "src", "cli", "entry.ts")];
  const { stdout, stderr, code } = await runCli(["lab", "--", process.execPath, script, ...tool, "list"], {
    cwd: packageRoot(),
    env,
  });
  assert.equal(code, 0, stderr);
  const said = JSON.parse(stdout) as unknown;
  assert.deepEqual(said, { names: ["forget-flow", "mute"], gone: "forget-flow", healed: "[]", moved: "198.18.0.3", list: true });
});

test("lab shell is a shell on the user's terminal", async (t) => {
  if (await skipped(t)) return;
  if (spawnSync("script", ["--version"]).status !== 0) return t.skip("no script(1) here");
  const command = `${process.execPath} --require ts-node/register src/cli/entry.ts lab shell`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd: packageRoot(),
    env: { ...env, SHELL: "/bin/sh", PS1: "> " },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (!said.includes("lab: behind") && (said + text).includes("lab: behind"))
      child.stdin.write("tty && echo at $LAB_ADDRESS\nexit\n");
    said += text;
  });
  const [code] = (await once(child, "close")) as [number | null];
  assert.match(said, /\/dev\/pts\/\d+\r?\nat 198\.19\.0\.2/);
  assert.equal(code, 0, said);
});
