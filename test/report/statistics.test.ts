import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judge } from "../../src/suite/verdict";
import { passRate, renderStatistics, repeatStatistics } from "../../src/report";
import { CATALOGUE, failed, outcome } from "./samples";

describe("pass rate", () => {
  // Wilson score interval, reference values of Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
  const reference: [number, number, number, number][] = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ];
  for (const [passed, runs, low, high] of reference) {
    it(`of ${passed} in ${runs} has the known 95 % interval`, () => {
      const rate = passRate(passed, runs);
      assert.equal(rate.low.toFixed(4), low.toFixed(4));
      assert.equal(rate.high.toFixed(4), high.toFixed(4));
    });
  }

  it("of no runs is unknown", () => {
    const { rate, low, high } = passRate(0, 0);
    assert.deepEqual([Number.isNaN(rate), low, high], [true, 0, 1]);
  });

  it("never leaves 0 to 1", () => assert.deepEqual([passRate(7, 7).high, passRate(0, 7).low], [1, 0]));
});

describe("repeat", () => {
  const runs = [0, 1, 2, 3].map((index) =>
    judge(
      [
        outcome("a", ["RC-001"]),
        index === 2 ? failed("b", ["RC-006"]) : outcome("b", ["RC-006"]),
        failed("c", ["RC-002"]),
        index === 0 ? outcome("d", ["RC-009"], { outcome: "could-not-run", reason: "r" }) : outcome("d", ["RC-009"]),
      ],
      CATALOGUE,
    ),
  );

  it("tells steady from flaky, and counts what was not judged", () => {
    const rates = repeatStatistics(runs, CATALOGUE);
    assert.deepEqual(
      rates.map(({ id, passed, runs: judged, unjudged, flaky }) => [id, passed, judged, unjudged, flaky]),
      [
        ["RC-001", 4, 4, 0, false],
        ["RC-002", 0, 4, 0, false],
        ["RC-006", 3, 4, 0, true],
        ["RC-009", 3, 3, 1, false],
      ],
    );
    const text = renderStatistics(rates);
    assert.match(text, /RC-006 {2}3 of 4 passed, 75\.0 % \(95 % interval 30\.1 % to 95\.4 %\), flaky/);
    assert.match(text, /2 requirements passed every time/);
  });
});
