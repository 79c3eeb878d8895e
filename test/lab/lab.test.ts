import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import assert from "node:assert/strict";
import { enterHouse, examine, houseEnvironment } from "../../src/lab";

const FOLDER = join(__dirname, "inside");

/** Tests of real namespaces run in a house of their own, one process for each file; where there can be none, they say why. */
for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".inside.ts"))) {
  test(`in a house: ${file}`, async (t) => {
    const { way, obstacles } = await examine({ env: process.env, platform: process.platform });
    if (way === undefined) return t.skip(obstacles.map(({ what }) => what).join("; "));
    const words = enterHouse(way, [
      process.execPath,
      "--require",
      "ts-node/register",
      "--test-reporter",
      "spec",
      "--test",
      join(FOLDER, file),
    ]);
    // A test runner that runs under another one reports to that in a language of its own.
    const env = { ...houseEnvironment(process.env), NODE_TEST_CONTEXT: undefined };
    const child = spawn(words[0] ?? "", words.slice(1), { env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    const [code] = (await once(child, "close")) as [number | null];
    assert.equal(code, 0, said);
    assert.match(said, /pass [1-9]/);
  });
}
