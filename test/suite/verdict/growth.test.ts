import assert from "node:assert/strict";
import { test } from "node:test";
import { loadCatalogue, loadScenarios, type Catalogue, type ScenarioInfo } from "../../../src/suite/catalogue";
import { orderOf } from "../../../src/suite/run";
import { judge } from "../../../src/suite/verdict";
import { DEFAULT_TIMING } from "../../../src/vocabulary";
import { failed, outcome } from "./samples";

/** Of each size, of processor time; the cheapest counts, which is a warm one. */
const ROUNDS = 15;

/** What a run does with all of its scenarios together is bounded; what each of them costs `npm run bench:suite` measures. */
test("450 scenarios are put into order and judged at no more for each than 50", async () => {
  const [scenarios, catalogue] = await Promise.all([loadScenarios(), loadCatalogue()]);
  assert.ok(scenarios.length >= 450);
  // Of all kinds, as in the whole.
  const few = scenarios.filter((_, index) => index % Math.floor(scenarios.length / 50) === 0);
  const [least, most] = [timeEach(few, catalogue), timeEach(scenarios, catalogue)];
  // The catalogue is looked through once for any number of them, so that few cost more.
  assert.ok(most < 1.5 * least, `${most} and ${least} µs`);
});

function timeEach(scenarios: readonly ScenarioInfo[], catalogue: Catalogue): number {
  const outcomes = scenarios.map(({ id, requirements }, index) =>
    index % 10 === 0 ? failed(id, requirements) : outcome(id, requirements),
  );
  const times = Array.from({ length: ROUNDS }, () => {
    const began = process.cpuUsage();
    assert.equal(orderOf(scenarios, { server: DEFAULT_TIMING, client: DEFAULT_TIMING }).length, scenarios.length);
    assert.ok(judge(outcomes, catalogue).requirements.length > 0);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / scenarios.length;
  });
  return Math.min(...times);
}
