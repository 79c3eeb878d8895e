import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { loadConfiguration, runCucumber } from "@cucumber/cucumber/api";
import { packageRoot } from "../../../src/files";
import { loadCatalogue, loadScenarios, type Catalogue } from "../../../src/suite/catalogue";
import { judge, RunJudge, type ScenarioOutcome } from "../../../src/suite/verdict";

const SAMPLE = join(__dirname, "sample");

/** Runs the sample features by Cucumber itself; node:test must not get Cucumber's output. */
async function runSample(provided: Record<string, unknown>): Promise<RunJudge> {
  const cwd = packageRoot();
  const environment = { cwd, stdout: new PassThrough().resume(), stderr: new PassThrough().resume() };
  const { runConfiguration } = await loadConfiguration(
    {
      file: false,
      provided: { paths: [join(SAMPLE, "*.feature")], require: [join(SAMPLE, "steps.cjs")], format: ["summary"], ...provided },
    },
    environment,
  );
  const runJudge = new RunJudge();
  await runCucumber(runConfiguration, environment, runJudge.onMessage);
  return runJudge;
}

describe("RunJudge, on a real run of Cucumber", () => {
  let runJudge: RunJudge;
  let catalogue: Catalogue;
  let byId: Map<string, ScenarioOutcome>;
  const outcome = (number: string): ScenarioOutcome => {
    const found = byId.get(`sample-outcomes-${number}`);
    assert.ok(found, `no outcome of scenario ${number}; there are ${[...byId.keys()].join(", ")}`);
    return found;
  };

  before(async () => {
    catalogue = await loadCatalogue();
    runJudge = await runSample({ retry: 1, retryTagFilter: "@flaky" });
    byId = new Map(runJudge.outcomes().map((each) => [each.id, each]));
  });

  it("has one outcome for each scenario, with the ids of the scenario list", async () => {
    const listed = await loadScenarios([SAMPLE]);
    assert.deepEqual([...byId.keys()].sort(), listed.map(({ id }) => id).sort());
    assert.equal(byId.size, 19);
    assert.deepEqual(runJudge.errors, []);
  });

  const expected: Record<string, ScenarioOutcome["outcome"]> = {
    "01": "passed",
    "02": "failed",
    "03": "could-not-run",
    "04": "could-not-run",
    "05": "not-applicable",
    "06": "could-not-run",
    "07": "failed",
    "08": "could-not-run",
    "09": "could-not-run",
    "10": "could-not-run",
    "11": "could-not-run",
    "12": "could-not-run",
    "13.1": "passed",
    "13.2": "failed",
    "14": "passed",
    "15": "could-not-run",
    "16": "failed",
    "17": "could-not-run",
    "18": "failed",
  };
  for (const [number, wanted] of Object.entries(expected)) {
    it(`scenario ${number} is ${wanted}`, () => assert.equal(outcome(number).outcome, wanted));
  }

  it("tells step, message and observation of a failure", () => {
    const { failure, observations, role, requirements } = outcome("02");
    assert.equal(failure?.step, "the SUT is found wrong");
    assert.equal(failure.keywordType, "Outcome");
    assert.equal(failure.message, "expected no dial before 200 ms; got one after 10 ms");
    assert.equal(observations.observed, "redial after 10 ms");
    assert.equal(role, "server");
    assert.deepEqual(requirements, ["RC-030"]);
  });

  it("tells why a scenario could not run", () => {
    assert.match(outcome("03").reason ?? "", /prerequisite "a prerequisite that fails": the SUT did not start/);
    assert.match(outcome("08").reason ?? "", /TypeError/);
    assert.match(outcome("09").reason ?? "", /Before hook failed: no port left/);
    assert.match(outcome("10").reason ?? "", /After hook failed: cannot stop the SUT/);
    assert.equal(outcome("15").reason, "no IPv6 on this machine");
    assert.equal(outcome("05").reason, "capability several-clients is not claimed");
  });

  it("a remark of the suite's reading is a warning at its requirement, with its step", () => {
    const { requirements, scenarios } = judge([outcome("16")], catalogue);
    assert.deepEqual([requirements[0]?.verdict, scenarios[0]?.verdict], ["warn", "warn"]);
    assert.equal(outcome("16").failure?.step, 'the suite remarks "expected ERR; got ACK"');
    assert.match(requirements[0]?.findings[0]?.message ?? "", /expected ERR/);
  });

  it("a remark and a finding of the record are told each at its requirement", () => {
    const { requirements } = judge([outcome("18")], catalogue);
    assert.deepEqual(
      requirements.map(({ id, findings }) => [id, findings[0]?.message]),
      [
        ["RC-022", "expected one Hello; got 2 Hellos"],
        ["RC-040", "expected ERR (the suite's reading of the clause, which does not say so in these words); got ACK"],
      ],
    );
  });

  it("counts the attempts of a retried scenario", () => assert.equal(outcome("14").retried, 1));

  it("is judged: a finding of a checker fails its own requirement only", () => {
    const { requirements } = judge([outcome("07")], catalogue);
    assert.deepEqual(
      requirements.map(({ id, verdict }) => [id, verdict]),
      [
        ["RC-001", "pass"],
        ["RC-002", "fail"],
      ],
    );
  });

  it("an empty selection is not good", async () => {
    const empty = await runSample({ tags: "@nobody-has-this" });
    assert.deepEqual(empty.outcomes(), []);
    assert.equal(judge(empty.outcomes(), catalogue, {}, empty.errors).exitCode, 3);
  });

  it("a failing hook of the run is not good, and says so", async () => {
    const broken = await runSample({ require: [join(SAMPLE, "broken-run.cjs")] });
    assert.match(broken.errors.join(), /no certificate could be made/);
    const { exitCode, runErrors } = judge(broken.outcomes(), catalogue, {}, broken.errors);
    assert.equal(exitCode, 3);
    assert.equal(runErrors.length, 1);
  });
});
