import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { loadCatalogue, type Catalogue } from "../../src/suite/catalogue";
import type { ScenarioOutcome } from "../../src/suite/verdict";
import { assess, renderTable, type MutantResult, type PlannedMutant } from "../../src/mutants";

const planned: PlannedMutant = {
  role: "server",
  mutant: { name: "wrong", breaks: ["RC-031"], also: { "RC-032": "the same dial is missing" }, says: "It is wrong." },
  sutFile: "",
  copies: [],
  scenarios: [],
};

function outcome(requirement: string, result: ScenarioOutcome["outcome"], mutant = "wrong"): ScenarioOutcome {
  return {
    id: `scenario-${requirement}`,
    title: "[1] A scenario",
    feature: "Feature",
    uri: "features/server/x.feature",
    line: 1,
    role: "server",
    requirements: [requirement],
    capabilities: [],
    tags: [`@mutant:${mutant}`, "@server", `@${requirement}`],
    outcome: result,
    ...(result === "failed" ? { failure: { step: "a step", keywordType: "Outcome", message: "expected a dial; got none" } } : {}),
    ...(result === "could-not-run" ? { reason: "no listener" } : {}),
    durationMs: 1500,
    observations: {},
  };
}

describe("assessment of mutants", () => {
  let catalogue: Catalogue;
  before(async () => void (catalogue = await loadCatalogue()));
  const assessOne = (...outcomes: ScenarioOutcome[]): MutantResult => {
    const [result] = assess([planned], outcomes, catalogue);
    assert.ok(result);
    return result;
  };

  it("is killed when its requirement failed, alone or with excused ones", () => {
    assert.equal(assessOne(outcome("RC-031", "failed"), outcome("NS-01", "passed")).killed, true);
    assert.equal(assessOne(outcome("RC-031", "failed"), outcome("RC-032", "failed")).killed, true);
  });

  it("survives when its requirement passed, could not run, or was not judged", () => {
    for (const outcomes of [[outcome("RC-031", "passed")], [outcome("RC-031", "could-not-run")], [outcome("RC-032", "failed")]]) {
      const result = assessOne(...outcomes);
      assert.deepEqual([result.killed, result.survived], [false, ["RC-031"]]);
    }
  });

  it("blames others when a requirement failed that is neither broken nor excused", () => {
    const result = assessOne(outcome("RC-031", "failed"), outcome("NS-01", "failed"));
    assert.deepEqual([result.killed, result.survived, result.unexpected], [false, [], ["NS-01"]]);
  });

  it("is not asked for what holds in the other dialect only", () => {
    const both = { ...planned, mutant: { ...planned.mutant, breaks: ["RC-031", "NS-02"] } };
    const [spec] = assess([both], [outcome("RC-031", "failed"), outcome("NS-02", "failed")], catalogue, "spec");
    assert.deepEqual([spec?.killed, [...(spec?.failed.keys() ?? [])]], [true, ["RC-031"]]);
    assert.deepEqual(assess([both], [outcome("RC-031", "failed")], catalogue)[0]?.survived, ["NS-02"]);
  });

  it("expects of a crippled mutant what it expects of any: what nobody reaches could not run", () => {
    const crippled = { ...planned, mutant: { ...planned.mutant, cripples: "nobody gets in" } };
    const judged = (...outcomes: ScenarioOutcome[]) => assess([crippled], outcomes, catalogue)[0]?.killed;
    assert.equal(judged(outcome("RC-031", "failed"), outcome("NS-01", "could-not-run")), true);
    assert.equal(judged(outcome("RC-031", "failed"), outcome("NS-01", "failed")), false);
  });

  it("survives when the suite only warns of a MUST, unless the mutant says so", () => {
    const finding = { requirement: "RC-031", expected: "one", actual: "two", reading: true } as const;
    const failure = { step: "checkers", keywordType: "Checker", message: "RC-031: two" } as const;
    const warned = { ...outcome("RC-031", "failed"), failure, observations: { findings: [finding] } };
    assert.deepEqual(assessOne(warned).survived, ["RC-031"]);
    const [result] = assess([{ ...planned, mutant: { ...planned.mutant, warns: ["RC-031"] } }], [warned], catalogue);
    assert.equal(result?.killed, true);
  });

  it("counts a finding about descriptive text too", () => {
    const [result] = assess(
      [{ ...planned, mutant: { ...planned.mutant, breaks: ["RC-001"] } }],
      [outcome("RC-001", "failed")],
      catalogue,
    );
    assert.equal(result?.killed, true);
  });

  it("looks at the mutant's own scenarios only", () => {
    assert.deepEqual(assessOne(outcome("RC-031", "failed", "another")).survived, ["RC-031"]);
  });

  it("prints the table, what is not as it should be, and the score", () => {
    const text = renderTable([
      assessOne(outcome("RC-031", "failed")),
      assessOne(outcome("RC-031", "passed"), outcome("NS-01", "failed")),
    ]);
    assert.match(text, /^mutant +should fail +did fail +seconds$/m);
    assert.match(text, /^server wrong +RC-031 +RC-031 +1\.5 +killed$/m);
    assert.match(text, /^server wrong +RC-031 +NS-01 +3\.0 +SURVIVED$/m);
    assert.match(text, /RC-031 did not fail: It is wrong\./);
    assert.match(text, /scenario-NS-01: expected a dial; got none/);
    assert.match(text, /1 of 2 mutants killed by their requirement \(50 %\)/);
  });
});
