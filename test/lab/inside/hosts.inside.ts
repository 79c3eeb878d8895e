import { readFile } from "node:fs/promises";
import { test } from "node:test";
import assert from "node:assert/strict";
import { Lab } from "../../../src/lab";
import { Dialer, Listener } from "./peers";

test("a second run in one house, after a first that was not cleared away, has its network too", async () => {
  await Lab.start({ number: 0, env: process.env });
  const lab = await Lab.start({ number: 0, env: process.env });
  const listener = await Listener.start();
  const dialer = Dialer.start(lab, lab.name, listener.port);
  await dialer.says("connected");
  await dialer.stop();
  await listener.stop();
});

test("labs that change their names at once lose none, and no reader misses one", async (t) => {
  const labs = await Promise.all([0, 1, 2].map((number) => Lab.start({ number, env: process.env })));
  let changing = true;
  const missed: string[] = [];
  t.after(() => (changing = false));
  const reader = (async () => {
    while (changing) {
      const text = await readFile("/etc/hosts", "utf8");
      missed.push(
        ...labs.filter(({ name }) => !text.includes(` ${name}\n`)).map(({ name }) => `${name} in ${JSON.stringify(text)}`),
      );
    }
  })();
  for (const family of Array.from({ length: 20 }, (_, round) => (["both", "v6", "v4"] as const)[round % 3] ?? "v4")) {
    await Promise.all(labs.map((lab) => lab.know(family)));
    const lines = (await readFile("/etc/hosts", "utf8")).split("\n").filter((line) => line.endsWith(".lab"));
    assert.equal(lines.length, family === "both" ? 6 : 3, lines.join(" | "));
  }
  changing = false;
  await reader;
  assert.deepEqual(missed, []);
});
