import assert from "node:assert/strict";
import { test } from "node:test";
import { loadScenarios, parseFeature, type ScenarioInfo } from "../../../src/suite/catalogue";
import { expectedLength, orderOf } from "../../../src/suite/run/order";
import { DEFAULT_TIMING, type Timings } from "../../../src/vocabulary";

const TIMING: Timings = { ...DEFAULT_TIMING, redial: 200, suspension: 1800, connectTimeout: 1000, tolerance: 1300 };

const steps = (...texts: string[]) => ({ steps: texts.map((text) => ({ text, type: "Outcome" as const })) });

test("a scenario is as long as what its sentences name, by the product's own timing", () => {
  const of = (...texts: string[]) => expectedLength(steps(...texts), TIMING);
  assert.equal(of("a waiting connection", "the server does not dial our client for half the suspension"), 900);
  assert.equal(of("the server dials our client within twice the redial delay", "500 ms pass"), 900);
  assert.equal(of("a connection waits at our client at all times"), 12_000);
  assert.equal(of("the connections of the server do not pile up"), 5_400);
  assert.equal(of("our client gets a session beside 1000 silent connections"), 0);
});

test("those that wait are among those that work, the longest first, behind one that gives an early verdict", () => {
  const scenario = (id: string, text: string): ScenarioInfo => ({ ...only(), id, ...steps(text) });
  const given = [
    scenario("works-1", "a waiting connection"),
    scenario("waits-1", "1 s pass"),
    scenario("works-2", "a waiting connection"),
    scenario("long-1", "5 s pass"),
    scenario("waits-2", "2 s pass"),
    scenario("works-3", "a waiting connection"),
    scenario("works-4", "a waiting connection"),
    scenario("long-2", "a connection waits at our client at all times"),
  ];
  const ids = orderOf(given, { server: TIMING }).map(({ id }) => id);
  assert.deepEqual(ids, ["works-1", "long-2", "long-1", "works-2", "waits-2", "waits-1", "works-3", "works-4"]);
  // Of a role without a product nothing is known: the order is that of the files.
  assert.deepEqual(orderOf(given, {}), given);
});

test("the suite's own scenarios all have a place, and none two", async () => {
  const all = await loadScenarios();
  const ordered = orderOf(all, { server: TIMING, client: TIMING });
  assert.deepEqual(new Set(ordered), new Set(all));
  assert.equal(ordered.length, all.length);
});

function only(): ScenarioInfo {
  const [scenario] = parseFeature(
    "@server\nFeature: F\n\n  @RC-001\n  Scenario: [1] T\n    Given a waiting connection\n",
    "features/f.feature",
  );
  assert.ok(scenario);
  return scenario;
}
