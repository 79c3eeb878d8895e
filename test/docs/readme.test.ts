import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { runCli } from "../cli/run-cli";

/** Times, ports and where a run has come to differ from run to run; a sample shows some rows of a ladder only. */
function comparable(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => !/^ +(\d+ of \d+ scenarios?|[\d.]+ |⋮|…|ms )/.test(line))
    .filter((line) => !/^ {2}(FAIL|could not run|warn) /.test(line))
    .filter((line) => !/^ +(its log +)?opc\.tcp:.*(->|: connection)/.test(line))
    .map((line) =>
      line
        .replace(/\d+\.\d+ s$/, "N s")
        .replace(/^(.*), seed .*$/, "$1")
        .trimEnd(),
    )
    .filter((line) => line !== "");
}

/** README shows what the tool prints: each sample is printed anew. */
describe("samples of the README", () => {
  let dir = "";
  let samples: string[] = [];
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "reverse-hello-readme-"));
    const readme = await readFile(resolve("README.md"), "utf8");
    samples = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, language, text = ""]) =>
      language === "" ? [text] : [],
    );
  });
  after(() => rm(dir, { recursive: true, force: true }));

  async function printed(...argv: string[]): Promise<string> {
    const env = { PATH: process.env["PATH"] ?? "", REVERSE_HELLO_PKI: join(dir, "pki") };
    const { stdout } = await runCli(["test", ...argv, "--seed", "readme", "--report", join(dir, "REPORT")], { env });
    return stdout.replaceAll(join(dir, "REPORT"), "REPORT");
  }

  function sample(begin: RegExp): string {
    const found = samples.find((text) => begin.test(text));
    assert.ok(found, `README has no sample that begins with ${begin.source}`);
    return found;
  }

  it("a run without a finding", async () => {
    assert.deepEqual(comparable(sample(/^reverse-hello /)), comparable(await printed("--quick", "--parallel", "2")));
  });

  it("a finding", async () => {
    const sut = resolve("test/browser/impatient.yaml");
    const text = await printed(sut, "--no-probe", "--name", "An Error with null as Reason");
    assert.deepEqual(comparable(sample(/^FAIL /)), comparable(text.slice(text.indexOf("\nFAIL ") + 1)));
  });
});
