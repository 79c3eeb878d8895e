import assert from "node:assert/strict";
import { test } from "node:test";
import { assessProofs, firstTrials, furtherTrials, planProofs, unprovenOf } from "../../src/prove";
import type { Catalogue, Requirement, ScenarioInfo } from "../../src/suite/catalogue";
import type { ScenarioOutcome } from "../../src/suite/verdict";

const requirement = (id: string): Requirement => ({
  id,
  title: id,
  clause: "Part 6",
  edition: "1.05",
  source: "https://example.org",
  level: "MUST",
  roles: ["server"],
  evidence: "A",
  statement: "It shall.",
  sent: "x",
  accepted: "y",
});
const list = ["RC-001", "RC-002", "RC-003", "RC-004"].map(requirement);
const catalogue: Catalogue = { requirements: list, testable: list, get: (id) => list.find((each) => each.id === id) };

function scenario(number: number, ...requirements: string[]): ScenarioInfo {
  const id = `server-x-0${number}`;
  return {
    ...{ id, title: `[${number}] x`, feature: "x", uri: "features/server/handshake.feature", line: number },
    ...{ roles: ["server"], requirements, capabilities: [], tags: ["@server"], steps: [] },
  };
}

const scenarios = [scenario(1, "RC-001"), scenario(2, "RC-001"), scenario(3, "RC-002", "RC-004"), scenario(4, "RC-003")];
const change = { says: "HEL", action: "drop" };
const proofs = {
  server: { "RC-001": [[change], [{ says: "ACK", action: "drop" }]], "RC-002": [change], "RC-003": { none: "nobody can" } },
  client: {},
};
const plan = planProofs(scenarios, catalogue, proofs);

/** What came of a scenario behind a relay. */
function outcome(key: string, number: number, failed: boolean): ScenarioOutcome {
  const { tags, steps: _steps, ...info } = scenarios[number - 1] as ScenarioInfo;
  return {
    ...info,
    role: "server",
    tags: [...tags, `@proof:${key}`],
    outcome: failed ? "failed" : "passed",
    ...(failed && { failure: { step: "x", keywordType: "Outcome", message: "expected a; got b" } }),
    durationMs: 1,
    observations: {},
  };
}

const neutral = (number: number, kind: string, failed = false) => outcome(`neutral-${kind}-server`, number, failed);

test("a pass is excused with its reason, and unproven where the catalogue knows no change", () => {
  assert.deepEqual(plan.excused, [{ requirement: "RC-003", role: "server", reason: "nobody can" }]);
  assert.deepEqual(plan.missing, [{ requirement: "RC-004", role: "server" }]);
});

test("first each pass meets its first change in its first scenario, and each scenario one that breaks nothing", () => {
  const trials = firstTrials(plan.passes);
  assert.deepEqual(
    trials.map(({ key, scenarios: own }) => `${key} ${own.map(({ id }) => id).join(" ")}`),
    [
      "RC-001-server-1 server-x-01",
      "RC-002-server-1 server-x-03",
      "neutral-two-segments-server server-x-01",
      "neutral-60-ms-of-delay-server server-x-03",
    ],
  );
});

test("what is not proven by then meets its changes in all its scenarios; what stays green is unproven", () => {
  const first = firstTrials(plan.passes);
  const green = [neutral(1, "two-segments"), neutral(3, "60-ms-of-delay")];
  const outcomes = [outcome("RC-001-server-1", 1, false), outcome("RC-002-server-1", 3, true), ...green];
  const tried = { trials: first, outcomes, catalogue, options: {} };
  const left = unprovenOf(plan.passes, tried);
  assert.deepEqual(
    left.map(({ requirement: id }) => id),
    ["RC-001"],
  );
  const further = furtherTrials(left, first);
  assert.deepEqual(
    further.map(({ key, scenarios: own }) => `${key} ${own.map(({ id }) => id).join(" ")}`),
    ["RC-001-server-1 server-x-02", "RC-001-server-2 server-x-01 server-x-02", "neutral-two-segments-server server-x-02"],
  );
  const all = { ...tried, trials: [...first, ...further] };
  const verdicts = (more: ScenarioOutcome[]) =>
    assessProofs(plan, { ...all, outcomes: [...outcomes, ...more] }).results.map((each) => `${each.requirement} ${each.verdict}`);
  assert.deepEqual(verdicts([]), ["RC-001 unproven", "RC-002 proven", "RC-003 excused", "RC-004 unproven"]);
  const proven = [outcome("RC-001-server-2", 2, true), neutral(2, "two-segments")];
  assert.equal(verdicts(proven)[0], "RC-001 proven");
  const busy = { ...outcome("RC-001-server-1", 1, false), outcome: "could-not-run" as const, reason: "too busy" };
  const untried = assessProofs(plan, { ...all, outcomes: [busy, ...outcomes.slice(1)] }).results[0];
  assert.deepEqual([untried?.verdict, untried?.untried], ["unproven", "too busy"]);
  // What fails when nothing is broken proves nothing.
  assert.equal(verdicts([outcome("RC-001-server-2", 2, true), neutral(2, "two-segments", true)])[0], "RC-001 unproven");
});

test("what turned red beside it is named, and so is what did not pass though nothing was broken", () => {
  const trials = firstTrials(plan.passes);
  const outcomes = [
    outcome("RC-001-server-1", 1, true),
    outcome("RC-002-server-1", 3, true),
    neutral(1, "two-segments", true),
    neutral(3, "60-ms-of-delay"),
  ];
  const { results, disturbed } = assessProofs(plan, { trials, outcomes, catalogue, options: {} });
  assert.deepEqual(results.find(({ requirement: id }) => id === "RC-002")?.alsoFailed, ["RC-004"]);
  assert.deepEqual(disturbed, ["server-x-01 under two segments: failed: expected a; got b"]);
  // A scenario that does not pass by itself is no pass to prove.
  assert.equal(
    results.find(({ requirement: id }) => id === "RC-001"),
    undefined,
  );
});
