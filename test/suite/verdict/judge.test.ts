import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judge, type JudgeOptions, type ScenarioOutcome, type Verdict } from "../../../src/suite/verdict";
import { CATALOGUE, failed, outcome } from "./samples";

function verdicts(outcomes: readonly ScenarioOutcome[], options: JudgeOptions = {}): Record<string, Verdict> {
  return Object.fromEntries(judge(outcomes, CATALOGUE, options).requirements.map(({ id, verdict }) => [id, verdict]));
}
const exit = (outcomes: readonly ScenarioOutcome[], options: JudgeOptions = {}, errors: string[] = []): number =>
  judge(outcomes, CATALOGUE, options, errors).exitCode;

describe("verdict on a requirement", () => {
  it("follows the level: MUST fails, SHOULD warns, MAY and descriptive text inform", () => {
    assert.deepEqual(verdicts([failed("a", ["RC-001", "RC-002", "RC-003", "RC-004"])]), {
      "RC-001": "fail",
      "RC-002": "warn",
      "RC-003": "info",
      "RC-004": "info",
    });
  });

  it("strict turns SHOULD into a failure, and nothing else", () => {
    assert.deepEqual(verdicts([failed("a", ["RC-002", "RC-003"])], { strict: true }), { "RC-002": "fail", "RC-003": "info" });
  });

  it("evidence weaker than asked for warns; the readme is never weak", () => {
    const run = [failed("a", ["RC-001", "RC-005", "RC-006", "NS-01"])];
    assert.deepEqual(verdicts(run), { "RC-001": "fail", "RC-005": "fail", "RC-006": "fail", "NS-01": "fail" });
    assert.deepEqual(verdicts(run, { evidence: "A-" }), { "RC-001": "fail", "RC-005": "fail", "RC-006": "warn", "NS-01": "fail" });
    assert.deepEqual(verdicts(run, { evidence: "A" }), { "RC-001": "fail", "RC-005": "warn", "RC-006": "warn", "NS-01": "fail" });
  });

  it("does not apply in the other dialect", () => {
    const run = [failed("a", ["RC-007", "NS-02"])];
    assert.deepEqual(verdicts(run), { "RC-007": "not-applicable", "NS-02": "fail" });
    assert.deepEqual(verdicts(run, { dialect: "spec" }), { "RC-007": "fail", "NS-02": "not-applicable" });
  });

  it("is the worst of its scenarios; could-not-run is not hidden by passes", () => {
    const broken = outcome("b", ["RC-001"], { outcome: "could-not-run", reason: "no port" });
    assert.deepEqual(verdicts([outcome("a", ["RC-001"]), broken]), { "RC-001": "could-not-run" });
    assert.deepEqual(verdicts([outcome("a", ["RC-001"]), broken, failed("c", ["RC-001"])]), { "RC-001": "fail" });
    assert.deepEqual(verdicts([outcome("a", ["RC-001"]), outcome("d", ["RC-001"], { outcome: "not-applicable", reason: "r" })]), {
      "RC-001": "pass",
    });
  });

  it("of both roles tells them apart", () => {
    const [both] = judge([outcome("a", ["RC-009"]), failed("b", ["RC-009"], "x", { role: "client" })], CATALOGUE).requirements;
    assert.equal(both?.verdict, "fail");
    assert.deepEqual(both.roles, { server: "pass", client: "fail" });
  });

  it("leaves out scenarios of the other role when one is asked for", () => {
    const run = [failed("a", ["RC-008"], "x", { role: "client" }), outcome("b", ["RC-001"])];
    assert.deepEqual(verdicts(run, { role: "server" }), { "RC-001": "pass" });
  });
});

describe("findings of checkers", () => {
  const finding = { requirement: "RC-002", expected: "F", actual: "C" };

  it("fail their requirement only, when all steps passed", () => {
    const run = outcome("a", ["RC-001"], {
      outcome: "failed",
      failure: { step: "checkers", keywordType: "Checker", message: "RC-002: expected F; got C" },
      observations: { findings: [finding] },
    });
    const { requirements } = judge([run], CATALOGUE);
    assert.deepEqual(
      requirements.map(({ id, verdict }) => [id, verdict]),
      [
        ["RC-001", "pass"],
        ["RC-002", "warn"],
      ],
    );
    assert.equal(requirements[1]?.findings[0]?.observed, "C");
    assert.equal(requirements[1].findings[0].expected, "F");
  });

  it("add to a failed step", () => {
    assert.deepEqual(verdicts([failed("a", ["RC-001"], "x", { observations: { observed: "x", findings: [finding] } })]), {
      "RC-001": "fail",
      "RC-002": "warn",
    });
  });

  it("count even when the scenario could not run", () => {
    const run = outcome("a", ["RC-001"], { outcome: "could-not-run", reason: "r", observations: { findings: [finding] } });
    assert.deepEqual(verdicts([run]), { "RC-001": "could-not-run", "RC-002": "warn" });
  });

  it("that are the suite's reading of a MUST warn and say so", () => {
    const reading = { requirement: "RC-001", expected: "silence", actual: "ERR", reading: true } as const;
    const failure = { step: "checkers", keywordType: "Checker", message: "RC-001: expected silence; got ERR" } as const;
    const { requirements, exitCode } = judge(
      [outcome("a", ["RC-001"], { outcome: "failed", failure, observations: { findings: [reading] } })],
      CATALOGUE,
    );
    assert.deepEqual([requirements[0]?.verdict, exitCode], ["warn", 0]);
    assert.match(requirements[0]?.findings[0]?.message ?? "", /expected silence \(the suite's reading/);
  });

  it("that are the suite's reading hide neither a failed step of the same requirement nor one that could not run, known or not", () => {
    const reading = { requirement: "RC-001", expected: "silence", actual: "ERR", reading: true } as const;
    const knownFailures = [{ requirement: "RC-001", observed: "ERR", reason: "r" }];
    const run = failed("a", ["RC-001", "NS-01"], "no dial", { observations: { observed: "no dial", findings: [reading] } });
    assert.deepEqual(verdicts([run]), { "RC-001": "fail", "NS-01": "fail" });
    assert.deepEqual(verdicts([run], { knownFailures }), { "RC-001": "fail", "NS-01": "fail" });
    const broken = outcome("a", ["RC-001"], { outcome: "could-not-run", reason: "r", observations: { findings: [reading] } });
    assert.deepEqual(verdicts([broken]), { "RC-001": "could-not-run" });
    const other = failed("a", ["NS-01"], "no dial", { observations: { observed: "no dial", findings: [reading] } });
    assert.deepEqual(verdicts([other]), { "RC-001": "warn", "NS-01": "fail" });
  });

  it("that name a requirement which does not exist are an error of the run, not a pass", () => {
    const run = outcome("a", ["RC-001"], { observations: { findings: [{ ...finding, requirement: "RC-777" }] } });
    const { exitCode, runErrors } = judge([run], CATALOGUE);
    assert.equal(exitCode, 3);
    assert.match(runErrors.join(), /a names RC-777/);
  });
});

describe("a failed step", () => {
  it("that blames one requirement leaves the others unjudged", () => {
    const run = failed("a", ["RC-001", "RC-006"], "x", { observations: { observed: "x", blames: ["RC-001"] } });
    assert.deepEqual(verdicts([run]), { "RC-001": "fail", "RC-006": "could-not-run" });
  });

  it("of a SUT that did not survive fails whatever the level", () => {
    const run = failed("a", ["RC-003", "RC-004"], "the SUT ended", {
      observations: { observed: "the SUT ended", survived: false },
    });
    assert.deepEqual(verdicts([run]), { "RC-003": "fail", "RC-004": "fail" });
    assert.equal(judge([run], CATALOGUE).requirements[0]?.findings[0]?.survived, false);
  });

  it("of a SUT that ended blames its end alone, and judges nothing else", () => {
    const end = { requirement: "RC-002", expected: "the product to run", actual: "it crashed with SIGSEGV" };
    const observations = { survived: false, blames: ["RC-002"], findings: [end] };
    const { requirements } = judge([failed("a", ["RC-001"], "no service", { observations })], CATALOGUE);
    assert.deepEqual(
      requirements.map(({ id, verdict, findings: [first] }) => [id, verdict, first?.observed]),
      [
        ["RC-001", "could-not-run", undefined],
        ["RC-002", "fail", "it crashed with SIGSEGV"],
      ],
    );
  });

  it("of a scenario by our reading warns, unless the SUT did not survive", () => {
    const tags = ["@server", "@reading"];
    assert.deepEqual(verdicts([failed("a", ["RC-001"], "ACK", { tags })]), { "RC-001": "warn" });
    const dead = failed("a", ["RC-001"], "the SUT ended", { tags, observations: { observed: "the SUT ended", survived: false } });
    assert.deepEqual(verdicts([dead]), { "RC-001": "fail" });
  });

  it("of a step that finds by our reading warns, and no other failure of that scenario does", () => {
    const remark = "expected a session; got a secure channel, and no session";
    const failure = { step: "the client opens a session", keywordType: "Outcome", message: remark } as const;
    const observations = { remark };
    const read = outcome("a", ["RC-001"], { outcome: "failed", failure, observations });
    assert.deepEqual(verdicts([read]), { "RC-001": "warn" });
    assert.match(judge([read], CATALOGUE).requirements[0]?.findings[0]?.expected ?? "", /^a session \(the suite's reading/);
    const other = outcome("a", ["RC-001"], { outcome: "failed", failure: { ...failure, message: "another" }, observations });
    assert.deepEqual(verdicts([other]), { "RC-001": "fail" });
  });

  it("tells expectation and observation", () => {
    const [first] = judge([failed("a", ["RC-001"], "ERR BadTimeout")], CATALOGUE).requirements;
    assert.deepEqual(
      first?.findings.map(({ expected, observed, step, scenario }) => ({ expected, observed, step, scenario })),
      [{ expected: "a dial", observed: "ERR BadTimeout", step: "the server dials", scenario: "a" }],
    );
  });
});

describe("exit code", () => {
  const broken = outcome("b", ["RC-001"], { outcome: "could-not-run", reason: "r" });
  const inapplicable = outcome("n", ["RC-001"], { outcome: "not-applicable", reason: "r" });
  const cases: [string, number, ScenarioOutcome[], JudgeOptions?, string[]?][] = [
    ["all pass", 0, [outcome("a", ["RC-001"])]],
    ["nothing selected", 3, []],
    ["only what does not apply", 3, [inapplicable]],
    ["some do not apply", 0, [outcome("a", ["RC-001"]), inapplicable]],
    ["one could not run", 3, [outcome("a", ["RC-006"]), broken]],
    ["all could not run", 3, [broken]],
    ["a MUST fails", 1, [failed("a", ["RC-001"])]],
    ["findings go before could-not-run", 1, [failed("a", ["RC-006"]), broken]],
    ["a SHOULD fails", 0, [failed("a", ["RC-002"])]],
    ["a SHOULD fails, strict", 1, [failed("a", ["RC-002"])], { strict: true }],
    ["weak evidence, strict", 1, [failed("a", ["RC-006"])], { strict: true, evidence: "A" }],
    ["a MAY fails", 0, [failed("a", ["RC-003"])], { strict: true }],
    ["a failed scenario without a requirement", 1, [failed("a", [])]],
    ["a scenario without a requirement that could not run", 3, [outcome("a", [], { outcome: "could-not-run", reason: "r" })]],
    ["an error of the run", 3, [outcome("a", ["RC-001"])], {}, ["hook failed"]],
    ["an unknown requirement in a tag", 3, [outcome("a", ["RC-001", "RC-888"])]],
    [
      "a warning does not hide what could not run",
      3,
      [failed("a", ["RC-002"]), outcome("c", ["RC-002"], { outcome: "could-not-run", reason: "r" })],
    ],
    [
      "could not run in the other dialect",
      3,
      [outcome("a", ["RC-001"]), outcome("c", ["RC-007"], { outcome: "could-not-run", reason: "r" })],
    ],
  ];
  for (const [name, expected, outcomes, options, errors] of cases) {
    it(`${expected}: ${name}`, () => assert.equal(exit(outcomes, options, errors), expected));
  }
});
