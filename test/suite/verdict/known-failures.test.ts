import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { judge, printKnownFailures, type JudgeOptions, type KnownFailure } from "../../../src/suite/verdict";
import { CATALOGUE, failed, outcome } from "./samples";

const known: KnownFailure = { requirement: "RC-001", observed: "ERR BadTimeout", reason: "issue 17" };
const options: JudgeOptions = { knownFailures: [known] };

describe("known failures", () => {
  it("excuse what they are pinned to", () => {
    const { requirements, scenarios, exitCode } = judge([failed("a", ["RC-001"])], CATALOGUE, options);
    assert.equal(requirements[0]?.verdict, "expected-fail");
    assert.equal(requirements[0].findings[0]?.known, "issue 17");
    assert.equal(scenarios[0]?.verdict, "expected-fail");
    assert.equal(exitCode, 0);
  });

  it("do not excuse another observation, and are then wrong themselves", () => {
    const { requirements, knownFailureProblems, exitCode } = judge([failed("a", ["RC-001"], "no dial")], CATALOGUE, options);
    assert.equal(requirements[0]?.verdict, "fail");
    assert.deepEqual(
      knownFailureProblems.map(({ problem }) => problem),
      ["other-observation"],
    );
    assert.equal(exitCode, 1);
  });

  it("compare without figures, and are printed without; findings keep theirs", () => {
    const late = failed("a", ["RC-001"], "a dial after 3.25 s, on connection 7");
    const pin = { ...known, observed: "a dial after N s, on connection 12" };
    const { requirements } = judge([late], CATALOGUE, { knownFailures: [pin] });
    assert.equal(requirements[0]?.verdict, "expected-fail");
    assert.equal(requirements[0].findings[0]?.observed, "a dial after 3.25 s, on connection 7");
    assert.match(printKnownFailures(judge([late], CATALOGUE)), /observed: a dial after N s, on connection N\n/);
  });

  it("without an observation excuse every finding of their requirement, and of no other", () => {
    const any: JudgeOptions = { knownFailures: [{ requirement: "RC-001", reason: "seen elsewhere", sometimes: true }] };
    const outcomes = [failed("a", ["RC-001"]), failed("b", ["RC-001"], "no dial"), failed("c", ["RC-006"])];
    const { requirements } = judge(outcomes, CATALOGUE, any);
    assert.deepEqual(
      requirements.map(({ id, verdict }) => `${id} ${verdict}`),
      ["RC-001 expected-fail", "RC-006 fail"],
    );
  });

  it("do not excuse a second, different failure of the same requirement", () => {
    const { requirements, knownFailureProblems } = judge(
      [failed("a", ["RC-001"]), failed("b", ["RC-001"], "no dial")],
      CATALOGUE,
      options,
    );
    assert.equal(requirements[0]?.verdict, "fail");
    assert.deepEqual(knownFailureProblems, []);
  });

  it("that pass now are an unexpected pass", () => {
    const { requirements, exitCode } = judge([outcome("a", ["RC-001"])], CATALOGUE, options);
    assert.equal(requirements[0]?.verdict, "unexpected-pass");
    assert.equal(exitCode, 1);
  });

  it("never excuse what could not run", () => {
    const { requirements, exitCode } = judge(
      [outcome("a", ["RC-001"], { outcome: "could-not-run", reason: "r" })],
      CATALOGUE,
      options,
    );
    assert.equal(requirements[0]?.verdict, "could-not-run");
    assert.equal(exitCode, 3);
  });

  const wrong: [string, KnownFailure, string][] = [
    ["name no requirement", { ...known, requirement: "RC-777" }, "unknown-requirement"],
    ["match no scenario", { ...known, requirement: "RC-006" }, "matches-nothing"],
    ["concern what does not apply", { ...known, requirement: "RC-002" }, "not-applicable"],
  ];
  for (const [name, entry, problem] of wrong) {
    it(`that ${name} fail the run`, () => {
      const run = [outcome("a", ["RC-001"]), outcome("b", ["RC-002"], { outcome: "not-applicable", reason: "no such capability" })];
      const { knownFailureProblems, exitCode } = judge(run, CATALOGUE, { knownFailures: [entry] });
      assert.deepEqual(
        knownFailureProblems.map((each) => each.problem),
        [problem],
      );
      assert.equal(exitCode, 1);
    });
  }

  it("of the other dialect are not stale: a run in that dialect may show them", () => {
    const elsewhere = outcome("b", ["NS-01"], { dialect: "spec", outcome: "not-applicable", reason: "holds in dialect spec" });
    const run = [failed("a", ["RC-007"]), elsewhere];
    const both = ["RC-007", "NS-01"].map((requirement) => ({ ...known, requirement }));
    assert.deepEqual(judge(run, CATALOGUE, { knownFailures: both }).knownFailureProblems, []);
    const there = judge([failed("a", ["RC-007"]), outcome("b", ["NS-01"], { dialect: "spec" })], CATALOGUE, {
      dialect: "spec",
      knownFailures: both,
    });
    assert.deepEqual(
      there.knownFailureProblems.map(({ entry, problem }) => `${entry.requirement} ${problem}`),
      ["NS-01 passes"],
    );
  });

  it("are not stale in a run of a part: the other scenarios may show them", () => {
    const suite = ["a", "b"].map((id) => ({ id, roles: ["server" as const], tags: [] }));
    assert.equal(judge([outcome("a", ["RC-001"])], CATALOGUE, { ...options, suite }).exitCode, 0);
    assert.equal(judge([outcome("a", ["RC-001"]), outcome("b", ["RC-001"])], CATALOGUE, { ...options, suite }).exitCode, 1);
  });

  it("can be pinned to one scenario", () => {
    const pinned = { knownFailures: [{ ...known, scenario: "a" }] };
    assert.equal(judge([failed("a", ["RC-001"])], CATALOGUE, pinned).requirements[0]?.verdict, "expected-fail");
    assert.equal(judge([failed("a", ["RC-001"]), failed("b", ["RC-001"])], CATALOGUE, pinned).requirements[0]?.verdict, "fail");
  });

  it("can be pinned to a role, for a run about two descriptions", () => {
    const own = { knownFailures: [{ ...known, requirement: "RC-009", role: "server" as const }] };
    const server = failed("a", ["RC-009"]);
    assert.equal(judge([server], CATALOGUE, own).exitCode, 0);
    assert.equal(judge([server, failed("b", ["RC-009"], "ERR BadTimeout", { role: "client" })], CATALOGUE, own).exitCode, 1);
    assert.equal(judge([outcome("b", ["RC-009"], { role: "client" }), server], CATALOGUE, own).exitCode, 0);
  });

  it("compare without regard to white space", () => {
    const spaced = { knownFailures: [{ ...known, observed: " ERR   BadTimeout\n" }] };
    assert.equal(judge([failed("a", ["RC-001"])], CATALOGUE, spaced).exitCode, 0);
  });
});

describe("printKnownFailures", () => {
  it("gives entries that excuse exactly this run", () => {
    const run = [
      failed("a", ["RC-001", "RC-002"], 'odd: "text" # here'),
      failed("b", ["RC-006"], "no dial"),
      outcome("c", ["NS-01"]),
    ];
    const text = printKnownFailures(judge(run, CATALOGUE));
    const { knownFailures } = parse(text) as { knownFailures: KnownFailure[] };
    assert.equal(knownFailures.length, 3);
    const again = judge(run, CATALOGUE, { knownFailures });
    assert.equal(again.exitCode, 0);
    assert.ok(again.requirements.every(({ verdict }) => verdict === "expected-fail" || verdict === "pass"));
  });

  it("is empty when nothing failed", () => assert.equal(printKnownFailures(judge([outcome("a", ["RC-001"])], CATALOGUE)), ""));
});

it("a failure that is not seen in every run is no error when it passes, and none when it is seen", () => {
  const options = { knownFailures: [{ requirement: "RC-001", observed: "no dial", reason: "a race", sometimes: true }] };
  assert.equal(judge([outcome("a", ["RC-001"])], CATALOGUE, options).exitCode, 0);
  assert.equal(judge([failed("a", ["RC-001"], "no dial")], CATALOGUE, options).exitCode, 0);
  assert.equal(judge([failed("a", ["RC-001"], "another")], CATALOGUE, options).exitCode, 1);
});
