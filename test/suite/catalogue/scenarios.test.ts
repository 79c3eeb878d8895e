import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { FeatureError, loadScenarios, parseFeature, readTags } from "../../../src/suite/catalogue";

const FEATURE = `@server
Feature: Redial
  Background:
    Given a listening client

  @RC-030 @requires:several-clients @dialect:spec
  Scenario: [3] Dials again
    When the client closes
    Then the server dials
    And the server dials again

  Rule: rows
    @NS-01 @RC-030
    Scenario Outline: [12] After <how>
      When the client closes by <how>
      Examples:
        | how |
        | FIN |
      Examples: more
        | how |
        | RST |
`;

describe("scenarios of a feature", () => {
  const [plain, fin, rst] = parseFeature(FEATURE, "features/server/redial.feature");

  it("have ids of folder, file and number, and rows their position", () => {
    assert.deepEqual([plain?.id, fin?.id, rst?.id], ["server-redial-03", "server-redial-12.1", "server-redial-12.2"]);
  });

  it("have lines, roles, requirements, capabilities, dialect and steps", () => {
    assert.equal(plain?.line, 7);
    assert.equal(rst?.line, 21);
    assert.deepEqual(plain.roles, ["server"]);
    assert.deepEqual(plain.requirements, ["RC-030"]);
    assert.deepEqual(plain.capabilities, ["several-clients"]);
    assert.equal(plain.dialect, "spec");
    assert.deepEqual(
      plain.steps.map(({ type, text }) => `${type} ${text}`),
      ["Context a listening client", "Action the client closes", "Outcome the server dials", "Outcome the server dials again"],
    );
    assert.deepEqual(rst.requirements, ["NS-01", "RC-030"]);
    assert.equal(rst.title, "[12] After RST");
  });

  it("name the line when a feature does not parse", () => {
    assert.throws(
      () => parseFeature("Feature: x\n  Scenario: y\n    Given z\n    nonsense\n", "f.feature"),
      /f\.feature: does not parse: .*\(4:5\)/,
    );
  });
});

describe("loadScenarios", () => {
  let dir = "";
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "scenarios-"));
    await mkdir(join(dir, "a", "b"), { recursive: true });
    await writeFile(join(dir, "a", "one.feature"), FEATURE);
    await writeFile(join(dir, "a", "b", "two.feature"), FEATURE);
    await writeFile(join(dir, "a", "twice.txt"), FEATURE);
    await mkdir(join(dir, "dup"));
    await writeFile(join(dir, "dup", "x.feature"), "Feature: x\n  Scenario: [1] a\n    Given a\n  Scenario: [1] b\n    Given b\n");
  });
  after(() => rm(dir, { recursive: true }));
  const files = async (...paths: string[]): Promise<string[]> => [
    ...new Set((await loadScenarios(paths, dir)).map(({ uri }) => uri)),
  ];

  it("takes folders, files and patterns, each file once", async () => {
    assert.deepEqual(await files("a"), ["a/b/two.feature", "a/one.feature"]);
    assert.deepEqual(await files("a/one.feature", "a"), ["a/b/two.feature", "a/one.feature"]);
    assert.deepEqual(await files("a/*.feature"), ["a/one.feature"]);
    assert.deepEqual(await files("a/**/*.feature"), ["a/b/two.feature", "a/one.feature"]);
  });

  it("refuses two scenarios with one id, and a path that does not exist", async () => {
    await assert.rejects(
      files("dup"),
      (error) => error instanceof FeatureError && /dup\/x\.feature:4: the id dup-x-01 is taken by line 2/.test(error.message),
    );
    await assert.rejects(files("nowhere"), /no feature file or folder .*nowhere/);
  });
});

describe("readTags", () => {
  it("reports tags that nobody understands", () => {
    const { unknown } = readTags([
      "@server",
      "@RC-019",
      "@NS-1",
      "@RC-19",
      "@dialect:swiss",
      "@requires:",
      "@requires:x-y",
      "@typo",
      "@slow",
    ]);
    assert.deepEqual(unknown, ["@NS-1", "@RC-19", "@dialect:swiss", "@requires:", "@typo"]);
  });
});
