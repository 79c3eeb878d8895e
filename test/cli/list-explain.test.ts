import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ScenarioInfo } from "../../src/suite/catalogue";
import { runCli } from "./run-cli";

describe("list", () => {
  it("shows scenarios with id, role, requirements and a total", async () => {
    const { code, stdout } = await runCli(["list"]);
    assert.equal(code, 0);
    assert.match(stdout, /^server-reverse-hello-01 +server +RC-\d{3}/m);
    assert.match(stdout, /^client-/m);
    assert.match(stdout, /\d+ scenarios, \d+ requirements\n$/);
  });

  it("narrows down by role, tags and title", async () => {
    const { stdout } = await runCli(["list", "--role", "client", "--tags", "@RC-007 or @RC-012", "--name", "refused", "--json"]);
    const scenarios = JSON.parse(stdout) as ScenarioInfo[];
    assert.ok(scenarios.length > 0);
    for (const { roles, requirements, title } of scenarios) {
      assert.deepEqual(roles, ["client"]);
      assert.ok(requirements.includes("RC-007") || requirements.includes("RC-012"));
      assert.match(title, /refused/);
    }
  });

  it("counts one scenario in the singular", async () => {
    const { stdout } = await runCli(["list", "--tags", "@RC-019", "--name", "first message on a dialed connection"]);
    assert.match(stdout, /\n1 scenario, 1 requirement\n$/);
  });

  const wrong: [string, string[], number, RegExp][] = [
    ["a selection that is empty", ["--tags", "@nobody"], 3, /no scenario matches/],
    ["a requirement in small letters", ["--tags", "@rc-019"], 3, /selected by @rc-019 in --tags: write @RC-019;/],
    ["an unknown requirement", ["--tags", "@RC-019 or @RC-999"], 3, /selected by @RC-999 in --tags: none has this tag;/],
    ["a broken tag expression", ["--tags", "@a and"], 2, /--tags "@a and" is not a tag expression/],
    ["a broken pattern", ["--name", "["], 2, /--name "\[" is not a regular expression/],
    ["an unknown role", ["--role", "proxy"], 2, /Allowed choices are server, client/],
  ];
  for (const [name, argv, expected, message] of wrong) {
    it(`answers ${name} by one sentence and exit code ${expected}`, async () => {
      const { code, stdout, stderr } = await runCli(["list", ...argv]);
      assert.equal(code, expected);
      assert.match(stderr, message);
      assert.equal(stdout, "");
      assert.doesNotMatch(stderr, /\n +at /);
    });
  }
});

describe("explain", () => {
  it("a requirement: clause, level, statement, sent, accepted, scenarios", async () => {
    const { code, stdout } = await runCli(["explain", "RC-019"]);
    assert.equal(code, 0);
    for (const word of ["Clause", "Level", "Statement", "Sent", "Accepted", "Scenarios"])
      assert.match(stdout, new RegExp(`^${word}`, "m"));
    assert.match(stdout, /server-reverse-hello-01/);
  });

  it("takes ids as people write them", async () => {
    for (const id of ["rc-19", "RC19", "rc-019"]) assert.match((await runCli(["explain", id])).stdout, /^RC-019 /);
    assert.match((await runCli(["explain", "ns2"])).stdout, /^NS-02 /);
  });

  it("tells why a requirement is not tested", async () =>
    assert.match((await runCli(["explain", "RC-017"])).stdout, /^Not tested +Does not exist/m));

  it("a scenario: steps and what it checks", async () => {
    const { stdout } = await runCli(["explain", "server-reverse-hello-01"]);
    assert.match(stdout, /^ {2}Given /m);
    assert.match(stdout, /^ {2}Then /m);
    assert.match(stdout, /^RC-019 .*MUST/m);
  });

  it("an unknown id: one sentence and exit code 2", async () => {
    const { code, stderr } = await runCli(["explain", "server-reverse-hello-99"]);
    assert.equal(code, 2);
    assert.match(stderr, /there is no requirement and no scenario server-reverse-hello-99; .*server-reverse-hello-01/);
  });
});
