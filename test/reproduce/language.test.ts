import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runCli } from "../cli/run-cli";

const CASES = join(__dirname, "../../../shared/cases/faults");
const OWN = join(__dirname, "language");

/** What became of each file, as one line. */
async function reproduce(folder: string, names: readonly string[]): Promise<string[]> {
  const report = await mkdtemp(join(tmpdir(), "rh-language-"));
  try {
    const files = names.map((name) => `${name}.fault.yaml`);
    const { stdout } = await runCli(["reproduce", ...files, "--report", report, "--time-scale", "2"], {
      cwd: folder,
      env: { ...process.env, REVERSE_HELLO_PKI: join(report, "pki") },
    });
    return stdout.split("\n").filter((line) => /\.fault\.yaml/.test(line));
  } finally {
    await rm(report, { recursive: true, force: true });
  }
}

test("groups of steps, a wait, at most so often, a deadline for a real peer", async () => {
  const lines = await reproduce(OWN, ["repeat-and-times", "within"]);
  assert.equal(lines.length, 2);
  for (const line of lines) assert.match(line, /^as expected/);
});

test("the evidence of reproduce lies beside the report of test, and changes nothing in it", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "rh-beside-"));
  try {
    const kept = { "summary.json": "{}", "messages.ndjson": "kept", "junit.xml": "kept" };
    await mkdir(join(cwd, "REPORT"));
    for (const [name, text] of Object.entries(kept)) await writeFile(join(cwd, "REPORT", name), text);
    const env = { ...process.env, REVERSE_HELLO_PKI: join(cwd, "pki") };
    const { code } = await runCli(["reproduce", join(OWN, "within.fault.yaml"), "--time-scale", "2"], { cwd, env });
    assert.equal(code, 0);
    for (const [name, text] of Object.entries(kept)) assert.equal(await readFile(join(cwd, "REPORT", name), "utf8"), text);
    assert.ok(existsSync(join(cwd, "REPORT", "reproduce", "scenarios")));
    assert.ok(!existsSync(join(cwd, "REPORT", "scenarios")));
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
});

const skip = existsSync(CASES) ? false : "../shared/cases/faults is not there";

test("what is true of the fault files beside the repository", { skip }, async () => {
  const held = ["close-of-real-server", "drop-without-close-12", "cable-client"];
  const struck = ["never-strikes", "renewal-lost"];
  const lines = await reproduce(CASES, [...held, ...struck]);
  assert.equal(lines.length, held.length + struck.length);
  for (const line of lines.slice(0, held.length)) assert.match(line, /^as expected/);
  for (const line of lines.slice(held.length))
    assert.match(line, /^could not run .*the fault "drop" on "(CLO|OPN)" .* never took effect/);
});
