import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { loadFaultScenario } from "../../src/reproduce/scenario";
import { portions, runsToSee } from "../../src/reproduce/run/chance";
import { runCli } from "../cli/run-cli";

const cwd = mkdtempSync(join(tmpdir(), "reverse-hello-sometimes-"));
after(() => rmSync(cwd, { recursive: true, force: true }));

/** As docs/faults/sometimes has it, but quick: half of the Acknowledges become an Error, and a client that gets one gives up at once. */
const SCENARIO = {
  name: "Now and then a session does not open",
  role: "server",
  seed: "field-network",
  requirements: ["NS-01"],
  peer: ["a waiting connection"],
  faults: [
    { name: "slow", do: { delay: "2ms" } },
    { name: "refuses", on: { message: "ACK" }, do: { inject: { error: "BadTimeout", position: "instead" } }, chance: 0.5 },
  ],
  expect: ["our client gets a session on the next connection", "the session of our client still works"],
};

/** The chapter "A failure that comes and goes" of docs/faults/README.md, line by line. */
test("a failure that comes and goes is measured, shrunk to one fault, and kept as a feature", { timeout: 300_000 }, async () => {
  writeFileSync(join(cwd, "often.fault.yaml"), JSON.stringify(SCENARIO));
  const env = process.env as Record<string, string>;

  const measured = await runCli(["reproduce", "often.fault.yaml", "--repeat", "8", "--parallel", "2"], { cwd, env });
  const [, failed, runs] =
    /failed in (\d+) of (\d+) runs: [\d.]+ % \(95 % interval [\d.]+ % to [\d.]+ %\)/.exec(measured.stdout) ?? [];
  assert.equal(measured.code, 1, measured.stdout + measured.stderr);
  assert.equal(runs, "8");
  assert.ok(Number(failed) > 0 && Number(failed) < 8, `${failed} of 8 failed at a chance of 0.5`);
  assert.match(measured.stdout, /to find out which of its faults are needed: --shrink --repeat \d+/);

  const shrunk = await runCli(
    ["reproduce", "often.fault.yaml", "--repeat", "4", "--shrink", "--parallel", "2", "-o", "one.fault.yaml"],
    { cwd, env },
  );
  assert.match(shrunk.stdout, /1 of 2 faults left out in \d+ runs; 1 needed:/, shrunk.stdout + shrunk.stderr);
  const { faults } = await loadFaultScenario(join(cwd, "one.fault.yaml"));
  assert.deepEqual(
    faults.map(({ name }) => name),
    ["refuses"],
  );

  const kept = await runCli(["reproduce", "one.fault.yaml", "--as-feature", "-o", "features/often.feature"], { cwd, env });
  assert.match(kept.stdout, /run it with: reverse-hello test --features features\/often\.feature/);
  assert.equal(kept.code, 0);

  const tested = await runCli(["test", "--role", "server", "--features", "features/often.feature", "--seed", "a"], { cwd, env });
  assert.match(tested.stdout, /1 scenario: (1 passed, 0 failed|0 passed, 1 failed), 0 known, 0 warned, 0 not judged/);
});

test("runs are enough to see a failure 99 times in 100", () => {
  assert.equal(runsToSee(1), 1);
  assert.equal(runsToSee(0.5), 7);
  assert.equal(runsToSee(0.3), 13);
  assert.equal(runsToSee(0), Infinity);
  assert.deepEqual([...portions(20, 4)], [4, 8, 8]);
  assert.deepEqual([...portions(3, 8)], [3]);
});
