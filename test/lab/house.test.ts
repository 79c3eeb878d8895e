import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import assert from "node:assert/strict";
import { enterHouse, examine, houseEnvironment, Lab, refuseCollision, wayIn } from "../../src/lab";

test("other systems are refused with a sentence, before anything starts", async () => {
  const env = { PATH: "/nowhere" };
  for (const [platform, name] of [
    ["darwin", "macOS"],
    ["win32", "Windows"],
  ] as const) {
    const { way, obstacles } = await examine({ env, platform });
    assert.equal(way, undefined);
    assert.match(obstacles[0]?.what ?? "", new RegExp(`and this is ${name}`));
  }
  await assert.rejects(wayIn({ env, platform: "win32" }), /this is Windows; run it in WSL 2/);
});

test("an address of this machine in the lab's range is a collision, any other is none", () => {
  const at = (address: string) => ({ eth7: [{ address }] }) as unknown as NodeJS.Dict<never[]>;
  assert.throws(
    () => refuseCollision(["198.18."], at("198.18.3.4")),
    /collide with 198\.18\.3\.4 of this machine's interface eth7/,
  );
  refuseCollision(["198.18."], at("198.17.3.4"));
});

test("a lab is not built in the host's network", async () => {
  await assert.rejects(Lab.start({ number: 0, env: { PATH: process.env["PATH"] } }), /never in the host's network/);
});

/** Processes of the host whose command line has this text. */
async function running(text: string): Promise<string[]> {
  const child = spawn("pgrep", ["-f", text], { stdio: ["ignore", "pipe", "ignore"] });
  let pids = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (pids += chunk));
  await once(child, "close");
  return pids.split("\n").filter((line) => line !== "");
}

test("what runs in a house dies with who started it, killed without a word", async (t) => {
  const { way } = await examine({ env: process.env, platform: process.platform });
  if (way === undefined) return t.skip("this machine has no lab");
  const mark = `86400.${process.pid}`;
  const inner = enterHouse(way, ["sh", "-c", `sleep ${mark} & echo up; sleep ${mark}`]);
  // Ours to kill: it starts the house, as the command line does.
  const script = `require("node:child_process").spawn(${JSON.stringify(inner[0])}, ${JSON.stringify(inner.slice(1))}, { stdio: "inherit" })`;
  const owner = spawn(process.execPath, ["-e", script], {
    env: houseEnvironment(process.env),
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(owner.stdout, "data");
  assert.ok((await running(`sleep ${mark}`)).length >= 2);
  owner.kill("SIGKILL");
  const end = performance.now() + 5_000;
  while ((await running(`sleep ${mark}`)).length > 0)
    assert.ok(performance.now() < end, "it still runs 5 s after its owner was killed");
});
