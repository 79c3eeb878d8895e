import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { runCli } from "./run-cli";

/** Wrong input of `reverse-hello test`: one sentence, the right exit code, and nothing is started or written before it is found. */
describe("reverse-hello test, wrong input", () => {
  let folder: string;
  const server = resolve("fixtures/suts/reference-server.yaml");

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "reverse-hello-input-"));
    await writeFile(join(folder, "a-file"), "");
    await writeFile(join(folder, "no-start.yaml"), "name: x\nrole: server\n");
    await writeFile(join(folder, "typo.yaml"), "name: x\nrole: server\nstart: { comand: ./x }\n");
    await writeFile(join(folder, "broken.yaml"), "name: [x\n");
    await writeFile(join(folder, "claim.yaml"), "name: x\nrole: server\nstart: { command: x }\ncapabilities: [conect-timeout]\n");
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ["an unknown option", ["--bogus"], 2, /unknown option '--bogus'/],
    ["a tag expression that does not parse", ["--tags", "@a and"], 2, /--tags "@a and" is not a tag expression/],
    ["a title that is no regular expression", ["--name", "("], 2, /--name "\(" is not a regular expression/],
    [
      "a scenario that does not exist",
      ["--scenario", "server-eror-02"],
      2,
      /--scenario server-eror-02: there is no such scenario; near it are server-errors-02, .*list` shows all/,
    ],
    ["a selection of nothing", ["--tags", "@RC-999"], 3, /no scenario is selected/],
    ["a Toxiproxy that is not there", ["--toxiproxy", "http://127.0.0.1:1"], 3, /no Toxiproxy answers at http:\/\/127\.0\.0\.1:1/],
    ["a Toxiproxy that is no URL", ["--toxiproxy", "nonsense"], 3, /no Toxiproxy answers at nonsense/],
    ["a report folder that is a file", ["--report", "a-file"], 3, /report folder .*a-file cannot be written \(ENOTDIR\)/],
    ["a report folder below a file", ["--report", "a-file/x"], 3, /cannot be written \(ENOTDIR\)/],
    ["a shard beyond the last", ["--shard", "3/2"], 2, /--shard <i\/n>.* Expected i\/n/],
    ["a shard that is none", ["--shard", "x"], 2, /--shard <i\/n>.* Expected i\/n/],
    ["no scenario at once", ["--parallel", "0"], 2, /--parallel <n>' argument '0' is invalid\. Expected a whole number from 1 on/],
    ["a time scale of nothing", ["--time-scale", "0"], 2, /--time-scale <x>' argument '0' is invalid\. Expected a number over 0/],
    ["no repetition", ["--repeat", "0"], 2, /--repeat <n>' argument '0' is invalid\. Expected a whole number from 1 on/],
    ["a description that does not exist", ["nope.yaml"], 2, /nope\.yaml: cannot read the SUT description: there is no such file/],
    ["a description without start and attach", ["no-start.yaml"], 2, /no-start\.yaml:1: give start .* or attach/],
    ["a description with a typo", ["typo.yaml"], 2, /typo\.yaml:3: .*command/],
    ["a description that is no YAML", ["broken.yaml"], 2, /broken\.yaml:\d+: this is not valid YAML/],
    ["a capability that no scenario asks for", ["claim.yaml"], 2, /claim\.yaml:4: .*"conect-timeout".*"connect-timeout"\?/],
    ["two descriptions for one role", [server, server], 2, /two descriptions for the role server/],
    ["a role without description", [server, "--role", "client"], 2, /no description of a client is given/],
    ["a role that does not exist", ["--role", "peer"], 2, /Allowed choices are server, client/],
    ["a level that does not exist", ["--log-level", "loud"], 2, /Allowed choices are silent, error, info, debug/],
    ["feature files that do not exist", ["--features", "nope.feature"], 2, /no feature file or folder .*nope\.feature/],
  ];
  for (const [what, argv, code, sentence] of cases) {
    it(`${what}: exit code ${code}`, async () => {
      const result = await runCli(["test", ...argv], { cwd: folder });
      assert.match(result.stderr, sentence);
      assert.equal(result.code, code);
      assert.equal(result.stdout, "", "nothing was started");
      assert.doesNotMatch(result.stderr, /\n\s+at /, "no stack trace");
      const sentences = result.stderr
        .trim()
        .split("\n")
        .filter((line) => !line.startsWith("(add --help"));
      assert.equal(sentences.length, 1, result.stderr);
    });
  }

  it("no report folder is left where the input was wrong", async () => {
    assert.deepEqual(await readdir(folder), ["a-file", "broken.yaml", "claim.yaml", "no-start.yaml", "typo.yaml"]);
  });

  it(
    "a folder that cannot be written ends at once, also where the system answers strangely",
    { skip: process.platform !== "linux" },
    async () => {
      const { code, stderr } = await runCli(["test", "--tags", "@RC-031", "--report", "/proc/reverse-hello"], { cwd: folder });
      assert.match(stderr, /\/proc\/reverse-hello cannot be written/);
      assert.equal(code, 3);
    },
  );
});
